#pragma once

#include <random>

#include "http1_units.h"

namespace sig::protocol {

inline std::string cip_text(const AppCipService& service) {
  std::string out = (service.is_response ? " -cip" : " cip") + std::to_string(service.code);
  for (const AppCipService::Segment& segment : service.path)
    out += (segment.is_attribute ? "/a" : "/c") + std::to_string(segment.class_number);
  for (const std::uint16_t attribute : service.attributes)
    out += "," + std::to_string(attribute);
  return out;
}

/// Everything a session shows, as one line each: what split invariance compares.
class Lines final : public AppSink {
 public:
  std::vector<std::string> lines;
  std::vector<std::string> events;
  std::vector<std::string> frames;
  void unit(const AppUnit& unit) override {
    std::string line = std::string(to_string(unit.protocol)) + (unit.to_server ? " >" : " <") +
                       std::to_string(unit.transaction);
    for (const AppValue& value : unit.values)
      line += " " + std::string(names_of(value.buffer).name) + "=" + std::string(value.bytes);
    for (const AppNumber& number : unit.numbers)
      line += " #" + std::to_string(number.value);
    for (const std::string_view event : unit.events)
      line += " !" + std::string(event);
    for (const AppInterface& one : unit.interfaces)
      line += std::string(" if") + (one.is_accepted ? "+" : "-");
    for (const AppCipService& one : unit.cip_services)
      line += cip_text(one);
    lines.push_back(line);
  }
  void flow_event(std::string_view name, bool) override { events.emplace_back(name); }
  void frame(const AppFrame& frame) override {
    frames.push_back(std::string(frame.name) + (frame.to_server ? " > " : " < ") +
                     std::string(frame.bytes));
  }
  bool has(std::string_view line) const {
    return std::find(lines.begin(), lines.end(), line) != lines.end();
  }
  bool has_event(std::string_view name) const {
    return std::find(events.begin(), events.end(), name) != events.end();
  }
};

inline Lines lines_of(std::uint16_t port, const std::vector<Said>& pieces) {
  Lines seen;
  const AppContext context = everything_of_http();
  AppSession session(context, 6, 40000, port);
  for (const Said& piece : pieces)
    session.data(piece.to_server, piece.bytes, seen);
  session.end(true, seen);
  session.end(false, seen);
  return seen;
}

/// Each piece is a datagram of UDP.
inline Lines lines_of_datagrams(std::uint16_t port, const std::vector<Said>& pieces) {
  Lines seen;
  const AppContext context = everything_of_http();
  AppSession session(context, 17, 40000, port);
  for (const Said& piece : pieces)
    session.data(piece.to_server, piece.bytes, seen);
  return seen;
}

/// The same conversation, each piece cut at places of a seeded generator.
inline std::vector<Said> cut(const std::vector<Said>& pieces, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<Said> out;
  for (const Said& piece : pieces) {
    std::string_view left = piece.bytes;
    while (!left.empty()) {
      const size_t size = 1 + random() % std::min<size_t>(left.size(), 1 + random() % 60);
      out.push_back({piece.to_server, std::string(left.substr(0, size))});
      left.remove_prefix(size);
    }
  }
  return out;
}

/// A number of `size` bytes, the lowest first.
inline std::string le(std::uint64_t value, size_t size) {
  std::string out;
  for (size_t i = 0; i < size; ++i)
    out.push_back(static_cast<char>((value >> (8 * i)) & 0xffU));
  return out;
}

inline std::string zeros(size_t count) {
  return std::string(count, '\0');
}

inline std::string dcerpc(std::uint8_t type,
                          std::uint8_t flags,
                          std::uint32_t call,
                          const std::string& body) {
  return le(5, 2) + le(type, 1) + le(flags, 1) + le(0x10, 4) + le(16 + body.size(), 2) + le(0, 2) +
         le(call, 4) + body;
}

/// Binds one interface whose uuid's bytes are 0 to 15 on the wire.
inline std::string dcerpc_bind() {
  std::string uuid;
  for (char c = 0; c < 16; ++c)
    uuid.push_back(c);
  return dcerpc(11, 3, 1, zeros(8) + le(1, 4) + le(0, 2) + le(1, 2) + uuid + le(1, 4) + zeros(20));
}
inline std::string dcerpc_bind_ack(std::uint16_t result) {
  return dcerpc(
      12,
      3,
      1,
      zeros(8) + le(4, 2) + "135" + zeros(1) + zeros(2) + le(1, 4) + le(result, 2) + zeros(22));
}
inline std::string dcerpc_request(std::uint8_t flags,
                                  std::uint16_t operation,
                                  const std::string& stub) {
  return dcerpc(0, flags, 2, le(0, 4) + le(0, 2) + le(operation, 2) + stub);
}
inline std::string dcerpc_response(const std::string& stub) {
  return dcerpc(2, 3, 2, zeros(8) + stub);
}

}  // namespace sig::protocol

#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/app_session.h"

namespace sig::protocol {

/// A unit of HTTP, copied.
struct SeenUnit {
  bool to_server = true;
  std::uint32_t transaction = 0;
  std::vector<std::pair<IpsBuffer, std::string>> values;
  std::vector<std::string> events;
  std::vector<std::pair<std::string, std::string>> files;

  /// Of the first value; "(none)" when the unit has none.
  std::string value(IpsBuffer buffer) const {
    for (const auto& [one, bytes] : values)
      if (one == buffer) return bytes;
    return "(none)";
  }
  std::vector<std::string> all(IpsBuffer buffer) const {
    std::vector<std::string> found;
    for (const auto& [one, bytes] : values)
      if (one == buffer) found.push_back(bytes);
    return found;
  }
  bool has_event(std::string_view name) const {
    for (const std::string& event : events)
      if (event == name) return true;
    return false;
  }
  friend bool operator==(const SeenUnit&, const SeenUnit&) = default;
};

class SeenUnits final : public AppSink {
 public:
  std::vector<SeenUnit> units;
  std::vector<std::pair<std::string, std::string>> frames;

  void unit(const AppUnit& shown) override {
    SeenUnit& one = units.emplace_back();
    one.to_server = shown.to_server;
    one.transaction = shown.transaction;
    for (const AppValue& value : shown.values)
      one.values.emplace_back(value.buffer, value.bytes);
    for (const std::string_view event : shown.events)
      one.events.emplace_back(event);
    for (const AppFile& file : shown.files)
      one.files.emplace_back(file.name, file.content);
  }
  void frame(const AppFrame& shown) override { frames.emplace_back(shown.name, shown.bytes); }
};

inline AppContext everything_of_http() {
  AppContext context;
  for (size_t at = 0; at < ips_buffer_count; ++at)
    context.wants.want(static_cast<IpsBuffer>(at));
  return context;
}

/// One piece of a conversation.
struct Said {
  bool to_server = true;
  std::string bytes;
};

/// The units of a whole conversation, whose both sides end.
inline SeenUnits units_of(const AppContext& context, const std::vector<Said>& pieces) {
  SeenUnits seen;
  const auto parser = make_http1_parser(context);
  bool goes_on = true;
  for (const Said& piece : pieces)
    if (goes_on) goes_on = parser->data(piece.to_server, piece.bytes, seen);
  parser->end(true, seen);
  parser->end(false, seen);
  return seen;
}

inline SeenUnits units_of(const std::vector<Said>& pieces) {
  return units_of(everything_of_http(), pieces);
}

}  // namespace sig::protocol

// The application layer of one flow, from the detection of its protocol on. The first two bytes
// choose the transport and the server's port; then records: the first byte says the direction
// (bit 0), whether it is a gap (bit 1) and how many bytes follow (the rest).
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "protocol/app_session.h"

namespace {

class Touching final : public sig::protocol::AppSink {
 public:
  void unit(const sig::protocol::AppUnit& unit) override {
    for (const auto& value : unit.values)
      touch(value.bytes);
    for (const auto& file : unit.files) {
      touch(file.name);
      touch(file.content);
    }
    for (const auto event : unit.events)
      touch(event);
  }
  void frame(const sig::protocol::AppFrame& frame) override { touch(frame.bytes); }

 private:
  static void touch(std::string_view text) {
    if (!text.empty() && text.front() == text.back() && text.size() == ~std::size_t{0})
      std::abort();
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  constexpr std::array<std::uint16_t, 12> ports{
      80, 53, 443, 445, 135, 25, 21, 161, 44818, 1883, 5900, 5060};
  std::string_view text(reinterpret_cast<const char*>(bytes), size);
  if (text.size() < 2) return 0;
  const std::uint8_t transport = (text[0] & 1) != 0 ? 17 : 6;
  const std::uint16_t port = ports[static_cast<std::uint8_t>(text[1]) % ports.size()];
  text.remove_prefix(2);
  sig::protocol::AppContext context;
  for (std::size_t at = 0; at < sig::ips_buffer_count; ++at)
    context.wants.want(static_cast<sig::IpsBuffer>(at));
  context.wants.frames = true;
  context.limits.transactions = 16;
  sig::protocol::AppSession session(context, transport, 40000, port);
  Touching sink;
  while (!text.empty()) {
    const auto head = static_cast<unsigned char>(text.front());
    text.remove_prefix(1);
    const bool to_server = (head & 1U) != 0;
    const std::string_view piece = text.substr(0, (head >> 2U) + 1U);
    text.remove_prefix(piece.size());
    if ((head & 2U) != 0) {
      session.gap(to_server, piece.size(), sink);
    } else {
      session.data(to_server, piece, sink);
    }
  }
  session.end(true, sink);
  session.end(false, sink);
  return session.is_done() && session.held_bytes() != 0 ? 1 : 0;
}

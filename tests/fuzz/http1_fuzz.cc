// Both directions of an HTTP flow as rules see it: the first byte of each record says the direction
// (bit 0), whether it is a gap (bit 1) and how many bytes follow (the rest).
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
    for (const auto& file : unit.files)
      touch(file.content);
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
  std::string_view text(reinterpret_cast<const char*>(bytes), size);
  sig::protocol::AppContext context;
  for (std::size_t at = 0; at < sig::ips_buffer_count; ++at)
    context.wants.want(static_cast<sig::IpsBuffer>(at));
  context.wants.frames = true;
  context.limits.transactions = 16;
  const auto parser = sig::protocol::make_http1_parser(context);
  Touching sink;
  while (!text.empty()) {
    const auto head = static_cast<unsigned char>(text.front());
    text.remove_prefix(1);
    const bool to_server = (head & 1U) != 0;
    const std::string_view piece = text.substr(0, (head >> 2U) + 1U);
    text.remove_prefix(piece.size());
    const bool is_gap = (head & 2U) != 0;
    if (!(is_gap ? parser->gap(to_server, piece.size(), sink)
                 : parser->data(to_server, piece, sink)))
      break;
  }
  parser->end(true, sink);
  parser->end(false, sink);
  return 0;
}

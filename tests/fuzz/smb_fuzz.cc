// Both directions of an SMB flow. Records: the first byte says the direction (bit 0), whether it is
// a gap (bit 1), whether the bytes are wrapped into a NetBIOS record (bit 2) and how many follow,
// in steps of eight.
#include <cstdint>
#include <cstdlib>
#include <string>
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
  context.limits.request_body = context.limits.response_body = 256;
  const auto parser = sig::protocol::make_smb_parser(context);
  Touching sink;
  while (!text.empty()) {
    const auto head = static_cast<unsigned char>(text.front());
    text.remove_prefix(1);
    const bool to_server = (head & 1U) != 0;
    const std::string_view piece = text.substr(0, ((head >> 3U) + 1U) * 8U);
    text.remove_prefix(piece.size());
    std::string given(piece);
    if ((head & 4U) != 0) {
      const std::string record{'\0',
                               '\0',
                               static_cast<char>(piece.size() >> 8U),
                               static_cast<char>(piece.size() & 0xffU)};
      given.insert(0, record);
    }
    const bool goes_on = (head & 2U) != 0 ? parser->gap(to_server, piece.size(), sink)
                                          : parser->data(to_server, given, sink);
    if (!goes_on) break;
  }
  parser->end(true, sink);
  parser->end(false, sink);
  if (parser->held_bytes() > 64U << 20U) std::abort();
  return 0;
}

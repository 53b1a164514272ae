// DCERPC over TCP: fragments, one behind the other.
#include <array>
#include <string>

#include "protocol/app_session.h"
#include "protocol/dcerpc_calls.h"

namespace sig::protocol {
namespace {

class DcerpcParser final : public AppParser {
 public:
  bool data(bool to_server, std::string_view bytes, AppSink& sink) override {
    std::string& held = held_[to_server ? 0 : 1];
    const bool was_empty = held.empty();
    if (!was_empty) held.append(bytes);
    const std::string_view all = was_empty ? bytes : std::string_view(held);
    size_t used = 0;
    while (all.size() - used >= DcerpcHeader::size) {
      const std::string_view rest = all.substr(used);
      DcerpcHeader header;
      if (!read_dcerpc_header(rest, header)) return false;
      if (rest.size() < header.length) break;
      calls_.fragment(to_server, rest.substr(0, header.length), transactions_, sink);
      used += header.length;
    }
    if (was_empty) {
      held.assign(bytes.substr(used));
    } else {
      held.erase(0, used);
    }
    return true;
  }
  bool gap(bool, std::uint64_t, AppSink&) override { return false; }
  void end(bool, AppSink&) override {}
  size_t held_bytes() const override {
    return held_[0].size() + held_[1].size() + calls_.held_bytes();
  }

 private:
  std::array<std::string, 2> held_;  // less than one fragment: under 64 KiB
  DcerpcCalls calls_{AppProtocol::Dcerpc};
  std::uint32_t transactions_ = 0;
};

}  // namespace

std::unique_ptr<AppParser> make_dcerpc_parser(const AppContext&) {
  return std::make_unique<DcerpcParser>();
}

}  // namespace sig::protocol

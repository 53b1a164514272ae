// SSH: identification strings (RFC 4253 4.2) and the first key exchange (7.1); HASSH as its authors
// define it (github.com/salesforce/hassh).
#include <array>
#include <string>

#include "base/md5.h"
#include "protocol/app_session.h"
#include "protocol/cursor.h"
#include "protocol/unit_parts.h"

namespace sig::protocol {
namespace {

constexpr size_t longest_banner = 255;
constexpr size_t most_held = 40960;
constexpr std::uint8_t kexinit = 20;

struct Side {
  std::string held;
  std::string banner;
  std::string_view proto, software;
  std::string hassh_text, hassh;
  bool has_banner = false;
  bool is_shown = false;
};

class SshParser final : public AppParser {
 public:
  bool data(bool to_server, std::string_view bytes, AppSink& sink) override {
    Side& side = sides_[to_server ? 0 : 1];
    if (side.is_shown) return !(sides_[0].is_shown && sides_[1].is_shown);
    side.held.append(bytes);
    if (!side.has_banner && !read_banner(side)) {
      return side.held.size() <= longest_banner * 4;
    }
    if (read_kexinit(side, to_server) || side.held.size() > most_held) show(side, to_server, sink);
    return true;
  }
  bool gap(bool to_server, std::uint64_t, AppSink& sink) override {
    end(to_server, sink);
    return false;
  }
  void end(bool to_server, AppSink& sink) override {
    Side& side = sides_[to_server ? 0 : 1];
    if (side.has_banner && !side.is_shown) show(side, to_server, sink);
  }
  size_t held_bytes() const override { return sides_[0].held.size() + sides_[1].held.size(); }

 private:
  static bool read_banner(Side& side) {
    for (;;) {
      const size_t end = side.held.find('\n');
      if (end == std::string::npos) return false;
      std::string line = side.held.substr(0, end);
      side.held.erase(0, end + 1);
      // A server may send other lines first.
      if (!line.starts_with("SSH-")) continue;
      while (!line.empty() && (line.back() == '\r' || line.back() == '\n'))
        line.pop_back();
      side.banner = std::move(line);
      const std::string_view text = side.banner;
      const size_t dash = text.find('-', 4);
      side.proto = text.substr(4, dash == std::string_view::npos ? dash : dash - 4);
      if (dash != std::string_view::npos) side.software = text.substr(dash + 1);
      side.has_banner = true;
      return true;
    }
  }

  static bool read_kexinit(Side& side, bool to_server) {
    Cursor packet{side.held};
    const std::string_view body = packet.field32();
    if (!packet.ok || body.size() < 18) return false;
    if (static_cast<std::uint8_t>(body[1]) != kexinit) return true;
    Cursor lists{body.substr(18)};  // padding length, message, cookie
    std::array<std::string_view, 8> names;
    for (std::string_view& name : names)
      name = lists.field32();
    if (!lists.ok) return true;
    // kex, host keys, then encryption, mac, compression: to the server, to the client.
    const size_t way = to_server ? 0 : 1;
    side.hassh_text = std::string(names[0]);
    for (const size_t first : {2U, 4U, 6U}) {
      side.hassh_text.push_back(';');
      side.hassh_text += names[first + way];
    }
    side.hassh = md5_hex(side.hassh_text);
    return true;
  }

  void show(Side& side, bool to_server, AppSink& sink) {
    side.is_shown = true;
    parts_.clear();
    parts_.add(IpsBuffer::SshProto, side.proto);
    if (!side.software.empty()) parts_.add(IpsBuffer::SshSoftware, side.software);
    if (!side.hassh.empty()) {
      parts_.add(to_server ? IpsBuffer::SshHassh : IpsBuffer::SshHasshServer, side.hassh);
      parts_.add(to_server ? IpsBuffer::SshHasshString : IpsBuffer::SshHasshServerString,
                 side.hassh_text);
    }
    parts_.show(AppProtocol::Ssh, to_server, 0, sink);
    side.held.clear();
  }

  std::array<Side, 2> sides_;
  UnitParts parts_;
};

}  // namespace

std::unique_ptr<AppParser> make_ssh_parser(const AppContext&) {
  return std::make_unique<SshParser>();
}

}  // namespace sig::protocol

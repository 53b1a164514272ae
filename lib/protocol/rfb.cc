// RFB, the protocol of VNC (RFC 6143, 7.1 to 7.3): the handshake is one transaction, shown when it
// is over. What comes behind it is not looked at.
#include <array>
#include <optional>

#include "base/text.h"
#include "protocol/app_session.h"
#include "protocol/cursor.h"
#include "protocol/piece_buffer.h"
#include "protocol/unit_parts.h"

namespace sig::protocol {
namespace {

constexpr std::uint32_t no_security = 1, vnc_authentication = 2;
/// Of a desktop's name or a reason; a longer one is not waited for.
constexpr size_t most_text = 256U << 10U;

/// Which message comes next.
enum class Next : std::uint8_t {
  ServerVersion,
  ClientVersion,
  SecurityTypes,
  ServerSecurityType,  ///< of version 3.3, where the server decides
  Selection,
  Challenge,
  Response,
  Result,
  FailureReason,
  ClientInit,
  ServerInit,
  Nothing,
};

bool is_of_client(Next next) {
  return next == Next::ClientVersion || next == Next::Selection || next == Next::Response ||
         next == Next::ClientInit;
}

/// "RFB 003.008\n".
bool is_version(std::string_view bytes) {
  return bytes.starts_with("RFB ") && bytes[7] == '.' && bytes[11] == '\n' && is_valid_utf8(bytes);
}

class RfbParser final : public AppParser {
 public:
  explicit RfbParser(const AppContext& context) : context_(context) {}

  bool data(bool to_server, std::string_view bytes, AppSink& sink) override {
    PieceBuffer& pieces = pieces_[to_server ? 0 : 1];
    const std::string_view all = pieces.join(bytes);
    size_t used = 0;
    while (used < all.size() && next_ != Next::Nothing) {
      if (is_of_client(next_) != to_server) return out_of_turn(sink);
      const std::string_view rest = all.substr(used);
      const auto size = size_of(rest);
      if (!size) return false;
      if (rest.size() < *size || *size == 0) break;
      if (!take(to_server, rest.substr(0, *size), sink)) return false;
      used += *size;
    }
    if (next_ == Next::Nothing) return false;
    pieces.keep(all, used);
    return true;
  }
  bool gap(bool, std::uint64_t, AppSink&) override { return false; }
  void end(bool, AppSink&) override {}
  size_t held_bytes() const override { return pieces_[0].held.size() + pieces_[1].held.size(); }

 private:
  /// Of the message that comes next; 0: not known yet, nothing: more than is waited for.
  std::optional<size_t> size_of(std::string_view bytes) const {
    constexpr size_t version = 12, challenge = 16, before_name = 20, number = 4;
    Cursor cursor{bytes};
    size_t fixed = number;
    switch (next_) {
      case Next::ServerVersion:
      case Next::ClientVersion:
        return version;
      case Next::SecurityTypes:
        return 1U + size_t{cursor.u8()};
      case Next::Selection:
      case Next::ClientInit:
        return 1;
      case Next::Challenge:
      case Next::Response:
        return challenge;
      case Next::ServerInit:
        cursor.take(before_name);
        fixed = before_name + number;
        break;
      case Next::FailureReason:
        break;
      default:
        return number;
    }
    const size_t text = cursor.u32();
    if (!cursor.ok) return 0;
    if (text > most_text) return std::nullopt;
    return fixed + text;
  }

  bool take(bool to_server, std::string_view message, AppSink& sink) {
    if ((next_ == Next::ServerVersion || next_ == Next::ClientVersion) && !is_version(message)) {
      return false;
    }
    if (context_.wants.frames && next_ != Next::FailureReason) {
      sink.frame({"rfb.pdu", to_server, message});
    }
    Cursor cursor{message};
    switch (next_) {
      case Next::ServerVersion:
        next_ = Next::ClientVersion;
        return true;
      case Next::ClientVersion:
        next_ = message.substr(4, 7) == "003.003" ? Next::ServerSecurityType : Next::SecurityTypes;
        return true;
      case Next::SecurityTypes:
        next_ = cursor.u8() == 0 ? Next::FailureReason : Next::Selection;
        return true;
      case Next::ServerSecurityType:
        return choose(cursor.u32(), sink);
      case Next::Selection:
        return choose(cursor.u8(), sink);
      case Next::Challenge:
        next_ = Next::Response;
        return true;
      case Next::Response:
        next_ = Next::Result;
        return true;
      case Next::Result:
        return result(cursor.u32(), sink);
      case Next::ClientInit:
        next_ = Next::ServerInit;
        return true;
      case Next::ServerInit:
        next_ = Next::Nothing;
        show(message.substr(24), {}, sink);
        return true;
      default:
        return true;  // one reason behind the other
    }
  }

  bool choose(std::uint32_t type, AppSink& sink) {
    if (type == no_security || type == vnc_authentication) {
      security_type_ = type;
      next_ = type == no_security ? Next::ClientInit : Next::Challenge;
      return true;
    }
    if (next_ == Next::Selection) {
      // Suricata leaves the transaction unfinished here: only the event is seen.
      for (const bool to_server : {true, false})
        show_side(to_server, {}, "unimplemented_security_type", false, sink);
      return false;
    }
    if (type == 0) {
      next_ = Next::FailureReason;
      return true;
    }
    show({}, "unimplemented_security_type", sink);
    return false;
  }

  bool result(std::uint32_t status, AppSink& sink) {
    if (status > 1) {
      show({}, "unknown_security_result", sink);
      return false;
    }
    if (status == 0) is_secure_ = true;
    next_ = status == 0 ? Next::ClientInit : Next::FailureReason;
    return true;
  }

  bool out_of_turn(AppSink& sink) {
    if (next_ != Next::ServerVersion) show({}, "confused_state", sink);
    return false;
  }

  void show(std::string_view name, std::string_view event, AppSink& sink) {
    for (const bool to_server : {true, false})
      show_side(to_server, name, event, true, sink);
  }

  /// The security type is the client's, its result and the name are the server's.
  void show_side(
      bool to_server, std::string_view name, std::string_view event, bool is_over, AppSink& sink) {
    parts_.clear();
    if (!event.empty()) parts_.events.push_back(event);
    if (is_over && to_server)
      parts_.numbers.push_back({IpsNumberField::RfbSecurityType, security_type_});
    if (is_over && !to_server) {
      if (is_secure_) parts_.numbers.push_back({IpsNumberField::RfbSecurityResult, 0});
      if (!name.empty()) parts_.add(IpsBuffer::RfbName, name);
    }
    parts_.show(AppProtocol::Rfb, to_server, 0, sink);
  }

  const AppContext& context_;
  std::array<PieceBuffer, 2> pieces_;
  UnitParts parts_;
  Next next_ = Next::ServerVersion;
  std::uint32_t security_type_ = 0;
  bool is_secure_ = false;  ///< the server said that the authentication succeeded
};

}  // namespace

std::unique_ptr<AppParser> make_rfb_parser(const AppContext& context) {
  return std::make_unique<RfbParser>(context);
}

}  // namespace sig::protocol

// TLS records and handshake messages up to where encryption begins (RFC 5246, RFC 8446).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <iterator>
#include <string>

#include "base/md5.h"
#include "base/sha1.h"
#include "base/text.h"
#include "protocol/app_session.h"
#include "protocol/certificate.h"
#include "protocol/cursor.h"
#include "protocol/tls_hello.h"
#include "protocol/unit_parts.h"

namespace sig::protocol {
namespace {

constexpr std::uint8_t change_cipher_spec = 20, handshake = 22, application = 23;
constexpr std::uint8_t client_hello = 1, server_hello = 2, certificate = 11, server_hello_done = 14;
constexpr size_t record_header = 5;
constexpr std::uint16_t tls13 = 0x0304;
constexpr size_t largest_record = (size_t{1} << 14U) + 2048;
constexpr size_t most_certificates = 16;

std::string fingerprint(std::string_view der) {
  std::string out;
  for (const char c : sha1(der)) {
    if (!out.empty()) out.push_back(':');
    fmt::format_to(std::back_inserter(out), "{:02x}", static_cast<std::uint8_t>(c));
  }
  return out;
}

struct Side {
  std::string records;   // not yet a whole record
  std::string messages;  // handshake bytes not yet a whole message
  bool is_encrypted = false;
  bool is_shown = false;
  bool has_hello = false;
  bool has_certificates = false;
};

class TlsParser final : public AppParser {
 public:
  explicit TlsParser(const AppContext& context) : context_(context) {}

  bool data(bool to_server, std::string_view bytes, AppSink& sink) override {
    Side& side = sides_[to_server ? 0 : 1];
    if (!side.records.empty()) {
      side.records.append(bytes);
      const size_t used = read_records(side, to_server, side.records, sink);
      side.records.erase(0, used);
    } else {
      const size_t used = read_records(side, to_server, bytes, sink);
      side.records.assign(bytes.substr(used));
    }
    if (side.is_encrypted) side.messages.clear();
    return !is_damaged_ && !is_finished();
  }
  bool gap(bool to_server, std::uint64_t, AppSink& sink) override {
    end(to_server, sink);
    sides_[to_server ? 0 : 1].is_encrypted = true;
    return false;
  }
  void end(bool to_server, AppSink& sink) override {
    Side& side = sides_[to_server ? 0 : 1];
    if (side.has_hello || !parts_[to_server ? 0 : 1].events.empty()) show(to_server, sink);
  }
  size_t held_bytes() const override {
    return sides_[0].records.size() + sides_[0].messages.size() + sides_[1].records.size() +
           sides_[1].messages.size() + kept_bytes_;
  }

 private:
  /// As Suricata has it: encryption has begun on both sides and application data was seen. What
  /// comes before (alerts, heartbeats) is still looked at.
  bool is_finished() const {
    return has_application_data_ && sides_[0].is_encrypted && sides_[1].is_encrypted;
  }

  void event(bool to_server, std::string_view name) {
    auto& events = parts_[to_server ? 0 : 1].events;
    if (std::find(events.begin(), events.end(), name) == events.end()) events.push_back(name);
  }

  size_t read_records(Side& side, bool to_server, std::string_view bytes, AppSink& sink) {
    size_t used = 0;
    while (!is_finished() && !is_damaged_) {
      Cursor cursor{bytes.substr(used)};
      if (cursor.bytes.size() < record_header) break;
      const std::uint8_t type = cursor.u8();
      const std::uint16_t version = cursor.u16();
      const size_t length = cursor.u16();
      if (version >> 8U != 3 || type < change_cipher_spec || type > 24 || length > largest_record) {
        event(to_server, version >> 8U != 3 ? "invalid_record_version" : "invalid_record_type");
        end(to_server, sink);
        is_damaged_ = true;
        return bytes.size();
      }
      if (cursor.bytes.size() < length) break;
      used += record_header + length;
      if (type == handshake && !side.is_encrypted) {
        side.messages.append(cursor.bytes.substr(0, length));
        read_messages(side, to_server, sink);
      } else if (type == change_cipher_spec || type == application) {
        end(to_server, sink);
        side.is_encrypted = true;
        has_application_data_ |= type == application;
      }
    }
    return used;
  }

  void read_messages(Side& side, bool to_server, AppSink& sink) {
    size_t used = 0;
    for (;;) {
      Cursor cursor{std::string_view(side.messages).substr(used)};
      const std::uint8_t type = cursor.u8();
      const size_t length = cursor.u24();
      if (!cursor.ok) break;
      if (length > context_.limits.handshake) {
        event(to_server, "invalid_handshake_message");
        end(to_server, sink);
        is_damaged_ = true;
        break;
      }
      if (cursor.bytes.size() < length) break;
      take_message(side, to_server, type, cursor.bytes.substr(0, length), sink);
      used += 4 + length;
    }
    side.messages.erase(0, used);
  }

  void take_message(
      Side& side, bool to_server, std::uint8_t type, std::string_view body, AppSink& sink) {
    if (type == client_hello && to_server && !side.has_hello) {
      side.has_hello = true;
      TlsHello hello;
      if (!read_client_hello(body, hello)) event(true, "invalid_handshake_message");
      add_hello(true, hello);
      show(true, sink);
    } else if (type == server_hello && !to_server && !side.has_hello) {
      side.has_hello = true;
      TlsHello hello;
      if (!read_server_hello(body, hello)) event(false, "invalid_handshake_message");
      add_hello(false, hello);
      if (hello.is_tls13) show(false, sink);
    } else if (type == certificate && !side.has_certificates) {
      side.has_certificates = true;
      add_certificates(to_server, body);
      if (!to_server) show(false, sink);
    } else if (type == server_hello_done && !to_server) {
      show(false, sink);
    }
  }

  std::string_view keep(std::string text) {
    kept_bytes_ += text.size();
    return kept_.emplace_back(std::move(text));
  }

  void add_hello(bool to_server, const TlsHello& hello) {
    UnitParts& parts = parts_[to_server ? 0 : 1];
    if (hello.random.size() == 32) {
      const std::string_view random = keep(std::string(hello.random));
      parts.add(IpsBuffer::TlsRandom, random);
      parts.add(IpsBuffer::TlsRandomTime, random.substr(0, 4));
      parts.add(IpsBuffer::TlsRandomBytes, random.substr(4));
    }
    if (!hello.sni.empty()) parts.add(IpsBuffer::TlsSni, keep(hello.sni));
    if (!hello.ja3.empty()) {
      parts.add(to_server ? IpsBuffer::Ja3String : IpsBuffer::Ja3sString, keep(hello.ja3));
      parts.add(to_server ? IpsBuffer::Ja3Hash : IpsBuffer::Ja3sHash, keep(md5_hex(hello.ja3)));
    }
    const std::uint16_t version = hello.is_tls13 && !to_server ? tls13 : hello.version;
    if (version != 0) parts.numbers.push_back({IpsNumberField::TlsVersionNumber, version});
  }

  void add_certificates(bool to_server, std::string_view body) {
    UnitParts& parts = parts_[to_server ? 0 : 1];
    Cursor message{body};
    Cursor list{message.field24()};
    if (!message.ok) return event(to_server, "invalid_certificate");
    for (size_t count = 0; count < most_certificates && !list.bytes.empty(); ++count) {
      const std::string_view der = list.field24();
      if (!list.ok) return event(to_server, "certificate_invalid_length");
      const std::string_view kept = keep(std::string(der));
      parts.add(IpsBuffer::TlsCerts, kept);
      if (count > 0) continue;
      const auto read = read_certificate(kept);
      if (!read) {
        event(to_server, "invalid_certificate");
        continue;
      }
      parts.add(IpsBuffer::TlsCertSubject, keep(read->subject));
      parts.add(IpsBuffer::TlsCertIssuer, keep(read->issuer));
      parts.add(IpsBuffer::TlsCertSerial, keep(read->serial));
      parts.add(IpsBuffer::TlsCertFingerprint, keep(fingerprint(kept)));
      parts.numbers.push_back({IpsNumberField::TlsCertNotBefore, read->not_before});
      parts.numbers.push_back({IpsNumberField::TlsCertNotAfter, read->not_after});
    }
  }

  void show(bool to_server, AppSink& sink) {
    Side& side = sides_[to_server ? 0 : 1];
    UnitParts& parts = parts_[to_server ? 0 : 1];
    if (side.is_shown && parts.events.empty()) return;
    parts.show(AppProtocol::Tls, to_server, 0, sink);
    side.is_shown = true;
    parts.clear();
  }

  const AppContext& context_;
  std::array<Side, 2> sides_;
  std::array<UnitParts, 2> parts_;
  std::deque<std::string> kept_;
  size_t kept_bytes_ = 0;
  bool is_damaged_ = false;
  bool has_application_data_ = false;
};

}  // namespace

std::unique_ptr<AppParser> make_tls_parser(const AppContext& context) {
  return std::make_unique<TlsParser>(context);
}

}  // namespace sig::protocol

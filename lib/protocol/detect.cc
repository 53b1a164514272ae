// Which protocol the first bytes show, by Suricata 7's patterns and probing parsers.
#include <algorithm>
#include <array>

#include "protocol/app_session.h"
#include "protocol/cursor.h"
#include "protocol/probes.h"

namespace sig::protocol {
namespace {

constexpr std::uint8_t tcp = 6, udp = 17;

struct Pattern {
  std::string_view bytes;
  size_t end;  ///< where it ends: it stands at its own offset and nowhere else
  AppProtocol protocol;
  bool ignore_case = false;
};

using P = AppProtocol;

constexpr std::array<Pattern, 46> to_server_patterns{{
    {"GET ", 4, P::Http1},
    {"GET\t", 4, P::Http1},
    {"POST ", 5, P::Http1},
    {"POST\t", 5, P::Http1},
    {"PUT ", 4, P::Http1},
    {"PUT\t", 4, P::Http1},
    {"HEAD ", 5, P::Http1},
    {"HEAD\t", 5, P::Http1},
    {"DELETE ", 7, P::Http1},
    {"TRACE ", 6, P::Http1},
    {"OPTIONS ", 8, P::Http1},
    {"CONNECT ", 8, P::Http1},
    {"PATCH ", 6, P::Http1},
    {"PROPFIND ", 9, P::Http1},
    {"PROPPATCH ", 10, P::Http1},
    {"MKCOL ", 6, P::Http1},
    {"COPY ", 5, P::Http1},
    {"MOVE ", 5, P::Http1},
    {"LOCK ", 5, P::Http1},
    {"UNLOCK ", 7, P::Http1},
    {"CHECKOUT ", 9, P::Http1},
    {"CHECKIN ", 8, P::Http1},
    {"VERSION-CONTROL ", 16, P::Http1},
    {"REPORT ", 7, P::Http1},
    {"MKWORKSPACE ", 12, P::Http1},
    {"UPDATE ", 7, P::Http1},
    {"LABEL ", 6, P::Http1},
    {"MERGE ", 6, P::Http1},
    {"BASELINE-CONTROL ", 17, P::Http1},
    {"MKACTIVITY ", 11, P::Http1},
    {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 24, P::Http2},
    {"SSH-", 4, P::Ssh},
    {"EHLO ", 5, P::Smtp, true},
    {"HELO ", 5, P::Smtp, true},
    {"QUIT", 4, P::Smtp, true},
    {"USER ", 5, P::Ftp, true},
    {"PASS ", 5, P::Ftp, true},
    {"PORT ", 5, P::Ftp, true},
    {"FEAT\r\n", 6, P::Ftp, true},
    {"AUTH SSL", 8, P::Ftp, true},
    {"AUTH TLS", 8, P::Ftp, true},
    {"\xffSMB", 8, P::Smb},
    {"\xfeSMB", 8, P::Smb},
    {std::string_view("\x05\x00", 2), 2, P::Dcerpc},
    {"RFB ", 4, P::Rfb},
    {"\xfdSMB", 8, P::Smb},
}};
constexpr std::array<Pattern, 10> to_client_patterns{{
    {"HTTP/0.9 ", 9, P::Http1},
    {"HTTP/1.0 ", 9, P::Http1},
    {"HTTP/1.1 ", 9, P::Http1},
    {"SSH-", 4, P::Ssh},
    {"\xffSMB", 8, P::Smb},
    {"\xfeSMB", 8, P::Smb},
    {std::string_view("\x05\x00", 2), 2, P::Dcerpc},
    {"RFB ", 4, P::Rfb},
    {"* OK ", 5, P::Imap, true},
    {"220 (", 5, P::Ftp},
}};

bool stands_in(std::string_view bytes, const Pattern& pattern) {
  if (bytes.size() < pattern.end) return false;
  const std::string_view there =
      bytes.substr(pattern.end - pattern.bytes.size(), pattern.bytes.size());
  return std::equal(there.begin(), there.end(), pattern.bytes.begin(), [&pattern](char a, char b) {
    if (pattern.ignore_case && a >= 'a' && a <= 'z') a = static_cast<char>(a - ('a' - 'A'));
    return a == b;
  });
}

template <size_t Count>
AppProtocol by_pattern(const std::array<Pattern, Count>& patterns, std::string_view bytes) {
  for (const Pattern& pattern : patterns) {
    if (stands_in(bytes, pattern)) return pattern.protocol;
  }
  return AppProtocol::Unknown;
}

bool is_tls(std::string_view bytes) {
  if (bytes.size() < 3) return false;
  const auto type = static_cast<std::uint8_t>(bytes[0]);
  return (type == 22 || type == 23) && bytes[1] == 3 && static_cast<std::uint8_t>(bytes[2]) <= 4;
}

bool is_dns(std::string_view bytes) {
  Cursor cursor{bytes};
  cursor.u16();
  const std::uint16_t flags = cursor.u16();
  const unsigned asked = cursor.u16();
  const unsigned answered = cursor.u16();
  const unsigned authority = cursor.u16();
  const unsigned additional = cursor.u16();
  if (!cursor.ok) return false;
  const unsigned opcode = (flags >> 11U) & 0xfU;
  return (asked != 0 || answered != 0 || authority != 0 || additional != 0) && asked <= 64 &&
         (opcode <= 6 || (flags & 0x8000U) != 0) && bytes.size() >= 12 + asked * 5;
}

/// The first frame of an HTTP/2 server: its settings, no larger than frames may be then (RFC 9113,
/// sections 3.4 and 4.2).
bool is_http2_settings(std::string_view bytes) {
  constexpr std::uint32_t largest_frame = 16384;
  Cursor cursor{bytes};
  const std::uint32_t length = cursor.u24();
  const std::uint8_t type = cursor.u8();
  const std::uint8_t flags = cursor.u8();
  const std::uint32_t stream = cursor.u32();
  return cursor.ok && length <= largest_frame && type == 4 && (flags & 0xfeU) == 0 &&
         (stream >> 31U) == 0;
}

/// A reply "220" of a mail server; FTP servers greet so too, on other ports.
bool is_smtp_greeting(std::string_view bytes, std::uint16_t server) {
  return (server == 25 || server == 587 || server == 465) && bytes.starts_with("220") &&
         bytes.size() > 3 && (bytes[3] == ' ' || bytes[3] == '-');
}

AppProtocol probe_tcp(std::string_view bytes,
                      bool to_server,
                      std::uint16_t client,
                      std::uint16_t server) {
  if (!to_server && is_smtp_greeting(bytes, server)) return AppProtocol::Smtp;
  if (is_tls(bytes)) return AppProtocol::Tls;
  // On others Suricata waits for the client's preface.
  if (!to_server && server == 80 && is_http2_settings(bytes)) return AppProtocol::Http2;
  if (server == 53 || client == 53) {
    if (bytes.size() < 14) return AppProtocol::Unknown;
    Cursor cursor{bytes};
    const size_t length = cursor.u16();
    if (length >= 12 && is_dns(cursor.bytes)) return AppProtocol::Dns;
  }
  if (server == enip_port || client == enip_port) {
    const Probe enip = probe_enip(bytes);
    if (enip == Probe::Yes) return AppProtocol::Enip;
    if (enip == Probe::NeedsMore) return AppProtocol::Unknown;
  }
  if (server == mqtt_port && probe_mqtt(bytes) == Probe::Yes) return AppProtocol::Mqtt;
  return AppProtocol::Unknown;
}

AppProtocol probe_udp(std::string_view bytes,
                      bool to_server,
                      std::uint16_t client,
                      std::uint16_t server) {
  const auto on = [client, server](std::uint16_t port) { return client == port || server == port; };
  if (on(53) && is_dns(bytes)) return AppProtocol::Dns;
  if (on(123) && bytes.size() >= 48) return AppProtocol::Ntp;
  if ((on(67) || on(68)) && bytes.size() >= 240 && bytes.substr(236, 4) == "\x63\x82\x53\x63") {
    return AppProtocol::Dhcp;
  }
  if (on(enip_port) && probe_enip(bytes) == Probe::Yes) return AppProtocol::Enip;
  const bool is_sip_port = server == sip_port || server == sips_port;
  if (is_sip_port && to_server && probe_sip(bytes) == Probe::Yes) return AppProtocol::Sip;
  if ((on(161) || on(162)) && bytes.size() > 6 && bytes[0] == 0x30) return AppProtocol::Snmp;
  return AppProtocol::Unknown;
}

}  // namespace

AppProtocol detect_protocol(std::uint8_t ip_protocol,
                            bool to_server,
                            std::uint16_t client_port,
                            std::uint16_t server_port,
                            std::string_view bytes) {
  if (ip_protocol == udp) {
    const AppProtocol found = probe_udp(bytes, to_server, client_port, server_port);
    return found == AppProtocol::Unknown ? AppProtocol::Failed : found;
  }
  if (ip_protocol != tcp) return AppProtocol::Failed;
  const AppProtocol found =
      to_server ? by_pattern(to_server_patterns, bytes) : by_pattern(to_client_patterns, bytes);
  if (found != AppProtocol::Unknown) return found;
  const AppProtocol probed = probe_tcp(bytes, to_server, client_port, server_port);
  if (probed != AppProtocol::Unknown) return probed;
  constexpr size_t longest_pattern = 24;
  return bytes.size() < longest_pattern ? AppProtocol::Unknown : AppProtocol::Failed;
}

}  // namespace sig::protocol

#include "protocol/app_unit.h"

#include <array>

namespace sig::protocol {

std::string_view to_string(AppProtocol protocol) {
  static constexpr std::array<std::string_view, static_cast<size_t>(AppProtocol::Count)> names{
      "unknown", "failed", "http1", "http2",  "dns",           "tls",  "ssh",
      "smb",     "dcerpc", "smtp",  "ftp",    "ftp-data",      "snmp", "enip",
      "mqtt",    "rfb",    "sip",   "quic",   "krb5",          "dhcp", "ike",
      "nfs",     "tftp",   "rdp",   "telnet", "imap",          "pop3", "irc",
      "ntp",     "modbus", "dnp3",  "pgsql",  "bittorrent-dht"};
  return names[static_cast<size_t>(protocol)];
}

}  // namespace sig::protocol

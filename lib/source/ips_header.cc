#include "source/ips_header.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/text.h"
#include "source/codes.h"
#include "source/ips_list.h"

namespace sig::source {
namespace {

IpAddress top_of(IpAddress network, size_t prefix) {
  for (size_t bit = prefix; bit < 128; ++bit) {
    network.bytes[bit / 8] =
        static_cast<std::uint8_t>(network.bytes[bit / 8] | (0x80U >> (bit % 8)));
  }
  return network;
}

IpAddress bottom_of(IpAddress network, size_t prefix) {
  for (size_t bit = prefix; bit < 128; ++bit) {
    network.bytes[bit / 8] =
        static_cast<std::uint8_t>(network.bytes[bit / 8] & ~(0x80U >> (bit % 8)));
  }
  return network;
}

IpsAddressRange everything() {
  return {IpAddress{}, top_of(IpAddress{}, 0)};
}

/// The prefix length of a dotted mask; nothing when its ones are not all in front.
std::optional<std::uint64_t> prefix_of_mask(std::string_view text) {
  const auto mask = parse_ip(text);
  if (!mask || !mask->is_v4()) return std::nullopt;
  size_t ones = 0;
  while (ones < 32 && (mask->bytes[12 + ones / 8] & (0x80U >> (ones % 8))) != 0)
    ++ones;
  for (size_t bit = ones; bit < 32; ++bit) {
    if ((mask->bytes[12 + bit / 8] & (0x80U >> (bit % 8))) != 0) return std::nullopt;
  }
  return ones;
}

std::optional<IpsAddressRange> read_address(std::string_view text) {
  if (to_lower_ascii(text) == "any") return everything();
  const size_t slash = text.find('/');
  if (slash != std::string_view::npos) {
    const auto address = parse_ip(text.substr(0, slash));
    const std::string_view behind = text.substr(slash + 1);
    if (!address) return std::nullopt;
    auto bits = parse_unsigned(behind);
    if (!bits && address->is_v4()) bits = prefix_of_mask(behind);
    if (!bits || *bits > (address->is_v4() ? 32U : 128U)) return std::nullopt;
    const auto prefix = static_cast<size_t>(address->is_v4() ? *bits + 96 : *bits);
    return IpsAddressRange{bottom_of(*address, prefix), top_of(*address, prefix)};
  }
  const size_t dash = text.find('-');
  if (dash != std::string_view::npos) {
    const auto low = parse_ip(trim(text.substr(0, dash)));
    const auto high = parse_ip(trim(text.substr(dash + 1)));
    if (!low || !high || low->is_v4() != high->is_v4() || *low > *high) return std::nullopt;
    return IpsAddressRange{*low, *high};
  }
  const auto address = parse_ip(text);
  if (!address) return std::nullopt;
  return IpsAddressRange{*address, *address};
}

std::optional<IpsPortRange> read_port(std::string_view text) {
  if (to_lower_ascii(text) == "any") return IpsPortRange{0, 65535};
  const auto number = [](std::string_view part) -> std::optional<std::uint16_t> {
    const auto value = parse_unsigned(trim(part));
    if (!value || *value > 65535) return std::nullopt;
    return static_cast<std::uint16_t>(*value);
  };
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos) {
    const auto port = number(text);
    if (!port) return std::nullopt;
    return IpsPortRange{*port, *port};
  }
  const std::string_view before = trim(text.substr(0, colon));
  const std::string_view behind = trim(text.substr(colon + 1));
  const auto low = before.empty() ? std::optional<std::uint16_t>(0) : number(before);
  const auto high = behind.empty() ? std::optional<std::uint16_t>(65535) : number(behind);
  if (!low || !high || *low > *high || (before.empty() && behind.empty())) return std::nullopt;
  return IpsPortRange{*low, *high};
}

std::uint16_t next_of(std::uint16_t port) {
  return static_cast<std::uint16_t>(port + 1);
}

IpAddress next_of(IpAddress address) {
  for (size_t i = address.bytes.size(); i-- > 0;) {
    if (++address.bytes[i] != 0) break;
  }
  return address;
}

/// Whether the ranges that are taken out leave nothing of those that are in.
template <class Range>
bool leaves_nothing(const std::vector<Range>& in, std::vector<Range> out) {
  std::sort(out.begin(), out.end(), [](const Range& a, const Range& b) { return a.low < b.low; });
  return std::all_of(in.begin(), in.end(), [&out](const Range& range) {
    auto low = range.low;
    for (const Range& gap : out) {
      if (gap.low > low) return false;
      if (gap.high < low) continue;
      if (gap.high >= range.high) return true;
      low = next_of(gap.high);
    }
    return false;
  });
}

/// Leaves -> ranges; what is only negated is taken out of everything.
template <class Set, class Range>
bool settle(Set& set, const Range& all) {
  if (set.in.empty()) set.in.push_back(all);
  set.any = set.out.empty() && std::any_of(set.in.begin(), set.in.end(), [&](const Range& range) {
              return range.low == all.low && range.high == all.high;
            });
  if (set.any) set.in.clear();
  return set.any || !leaves_nothing(set.in, set.out);
}

struct ActionName {
  std::string_view name;
  IpsAction action;
};
constexpr std::array action_names{
    ActionName{"alert", IpsAction::Alert},
    ActionName{"drop", IpsAction::Drop},
    ActionName{"reject", IpsAction::Reject},
    ActionName{"rejectsrc", IpsAction::RejectSource},
    ActionName{"rejectdst", IpsAction::RejectDestination},
    ActionName{"rejectboth", IpsAction::RejectBoth},
    ActionName{"pass", IpsAction::Pass},
    ActionName{"log", IpsAction::Log},
    ActionName{"block", IpsAction::Drop},  // Snort 3
    ActionName{"sdrop", IpsAction::Drop},  // Snort 2: drop without a log line
};

void read_action(const IpsWord& word, IpsDialect dialect, IpsRule& rule, IpsFindings& findings) {
  std::vector<std::string_view> known;
  if (word.text == "config" && dialect == IpsDialect::Suricata) {
    rule.no_alert = true;
    rule.unsupported.push_back(
        {"config", "changes the engine, finds nothing", findings.span(word)});
    return;
  }
  for (const ActionName& row : action_names) {
    const bool is_snort = row.name == "block" || row.name == "sdrop" || row.name == "log";
    if (is_snort && dialect == IpsDialect::Suricata) continue;
    known.push_back(row.name);
    if (word.text != row.name) continue;
    rule.action = row.action;
    rule.no_alert = row.action == IpsAction::Pass;  // the keyword alert takes that back
    return;
  }
  const auto near = findings.wants_suggestions() ? closest_match(word.text, known)
                                                 : std::optional<std::string_view>();
  findings.error(code::bad_action,
                 word,
                 "unknown action " + quote(word.text),
                 "expected one of: " + join_or(known),
                 near ? "did you mean \"" + std::string(*near) + "\"?" : "");
}

constexpr std::string_view protocols[] = {
    // Of packets
    "tcp",
    "udp",
    "icmp",
    "icmpv4",
    "icmpv6",
    "sctp",
    "ip",
    "ipv4",
    "ip4",
    "ipv6",
    "ip6",
    "tcp-pkt",
    "tcp-stream",
    "pkthdr",
    // Of the application layer
    "http",
    "http1",
    "http2",
    "ftp",
    "ftp-data",
    "smtp",
    "tls",
    "ssh",
    "imap",
    "smb",
    "dcerpc",
    "dns",
    "enip",
    "dnp3",
    "modbus",
    "nfs",
    "ntp",
    "tftp",
    "ike",
    "ikev2",
    "krb5",
    "quic",
    "dhcp",
    "snmp",
    "sip",
    "rfb",
    "mqtt",
    "pgsql",
    "telnet",
    "rdp",
    "bittorrent-dht",
    // Snort 3
    "file",
    "http3",
    "dce_http_proxy",
    "dce_http_server",
    "dce_smb",
    "dce_tcp",
    "dce_udp",
    "pop3",
    "netbios",
    "cip",
    "s7commplus",
    "irc",
    "ftp-telnet",
    "iec104",
    "mms",
    "opcua",
    "user",
    "host",
    "rpc",
    "sunrpc",
    "ldap",
    "mysql",
    "radius",
    "rtsp",
    "syslog",
    "teredo",
    "vnc",
    "x11",
    "netflow",
    "ssl"};
constexpr size_t protocols_of_suricata = 45;

void read_protocol(const IpsWord& word, IpsRule& rule, IpsFindings& findings) {
  const std::string lower = to_lower_ascii(word.text);
  const auto end = rule.dialect == IpsDialect::Snort3
                       ? std::end(protocols)
                       : std::begin(protocols) + protocols_of_suricata;
  const auto found = std::find(std::begin(protocols), end, lower);
  // Suricata takes names of packet protocols in any case, those of the application as they are.
  const bool is_packet = found - std::begin(protocols) < 14;
  if (found != end && (is_packet || rule.dialect != IpsDialect::Suricata || lower == word.text)) {
    rule.protocol = lower;
    return;
  }
  const auto near = findings.wants_suggestions()
                        ? closest_match(lower, std::span(protocols).first(protocols_of_suricata))
                        : std::optional<std::string_view>();
  findings.error(code::bad_protocol,
                 word,
                 "unknown protocol " + quote(word.text),
                 {},
                 near ? "did you mean \"" + std::string(*near) + "\"?" : "");
}

void read_direction(const IpsWord& word, IpsRule& rule, IpsFindings& findings) {
  if (word.text == "->") {
    rule.direction = IpsDirection::ToDestination;
  } else if (word.text == "<>") {
    rule.direction = IpsDirection::Both;
  } else if (word.text == "=>" && rule.dialect == IpsDialect::Suricata) {
    rule.direction = IpsDirection::Transaction;
    findings.error(code::bad_direction,
                   word,
                   "the direction \"=>\" exists from Suricata 8 on",
                   "expected -> or <>");
  } else {
    findings.error(
        code::bad_direction,
        word,
        word.text.empty() ? "the rule has no direction" : quote(word.text) + " is not a direction",
        "expected -> or <>");
  }
}

}  // namespace

bool is_ips_protocol(std::string_view name) {
  return std::find(std::begin(protocols), std::end(protocols), to_lower_ascii(name)) !=
         std::end(protocols);
}

bool is_ips_application(std::string_view name) {
  const auto known = std::span(protocols).first(protocols_of_suricata).subspan(14);
  return std::find(known.begin(), known.end(), name) != known.end();
}

const IpsAddressSet& IpsHeaderReader::addresses(const IpsWord& word, IpsFindings& findings) {
  const std::string key(word.text);
  if (const auto seen = seen_addresses_.find(key); seen != seen_addresses_.end()) {
    return seen->second;
  }
  const size_t errors = findings.errors();
  IpsAddressSet set;
  for (const IpsListLeaf& leaf :
       leaves_of_list(word, variables_.addresses, code::bad_rule_address, findings)) {
    const auto range = read_address(leaf.text);
    if (range) {
      (leaf.negated ? set.out : set.in).push_back(*range);
      continue;
    }
    const size_t offset = word.text.find(leaf.text);
    findings.error(code::bad_rule_address,
                   offset == std::string_view::npos ? word : IpsWord{leaf.text, word.at + offset},
                   quote(leaf.text) + " is neither an address, a network nor a range",
                   {},
                   "write it as 192.0.2.7, 192.0.2.0/24, 192.0.2.7-192.0.2.9 or 2001:db8::/32");
  }
  if (errors == findings.errors() && !settle(set, everything())) {
    findings.error(
        code::nothing_left, word, "what is negated in " + quote(word.text) + " leaves no address");
  }
  if (errors != findings.errors()) return refused_addresses_;
  return seen_addresses_.emplace(key, std::move(set)).first->second;
}

const IpsPortSet& IpsHeaderReader::ports(const IpsWord& word, IpsFindings& findings) {
  const std::string key(word.text);
  if (const auto seen = seen_ports_.find(key); seen != seen_ports_.end()) return seen->second;
  const size_t errors = findings.errors();
  IpsPortSet set;
  for (const IpsListLeaf& leaf :
       leaves_of_list(word, variables_.ports, code::bad_rule_port, findings)) {
    const auto range = read_port(leaf.text);
    if (range) {
      (leaf.negated ? set.out : set.in).push_back(*range);
      continue;
    }
    const size_t offset = word.text.find(leaf.text);
    findings.error(code::bad_rule_port,
                   offset == std::string_view::npos ? word : IpsWord{leaf.text, word.at + offset},
                   quote(leaf.text) + " is neither a port nor a range of ports",
                   {},
                   "write it as 80, 1024:, :1024 or 8000:8080");
  }
  if (errors == findings.errors() && !settle(set, IpsPortRange{0, 65535})) {
    findings.error(
        code::nothing_left, word, "what is negated in " + quote(word.text) + " leaves no port");
  }
  if (errors != findings.errors()) return refused_ports_;
  return seen_ports_.emplace(key, std::move(set)).first->second;
}

void IpsHeaderReader::read(const IpsSyntax& syntax, IpsRule& rule, IpsFindings& findings) {
  read_action(syntax.action, rule.dialect, rule, findings);
  if (syntax.protocol.text.empty() && rule.dialect == IpsDialect::Snort3) {
    rule.protocol = "ip";
  } else {
    read_protocol(syntax.protocol, rule, findings);
  }
  if (!syntax.has_addresses && rule.dialect == IpsDialect::Snort3) return;
  for (const IpsWord* word : {&syntax.source, &syntax.source_ports, &syntax.destination}) {
    const auto count = [&](char c) { return std::count(word->text.begin(), word->text.end(), c); };
    if (count('[') <= count(']')) continue;
    findings.error(code::bad_rule_address, *word, quote(word->text) + " has a [ without its ]");
    return;
  }
  if (syntax.destination_ports.text.empty()) {
    findings.error(code::rule_syntax,
                   syntax.action,
                   "the header of the rule is not complete",
                   {},
                   "write it as: alert tcp any any -> any any (...)");
    return;
  }
  rule.source = addresses(syntax.source, findings);
  rule.source_ports = ports(syntax.source_ports, findings);
  read_direction(syntax.direction, rule, findings);
  rule.destination = addresses(syntax.destination, findings);
  rule.destination_ports = ports(syntax.destination_ports, findings);
}

}  // namespace sig::source

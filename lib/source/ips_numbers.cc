#include <algorithm>
#include <array>

#include "base/text.h"
#include "source/ips_number.h"
#include "source/ips_readers.h"

namespace sig::source::ips {
namespace {

struct NumberKeyword {
  std::string_view name;
  IpsNumberField field;
  std::uint64_t most;
  bool is_list = false;
  std::string_view signs = "!<>-";  ///< what may stand besides a number: ! < > and - for ranges
};

using enum IpsNumberField;
constexpr std::array number_keywords{
    NumberKeyword{"dsize", PayloadSize, 65535},
    NumberKeyword{"ttl", Ttl, 255},
    NumberKeyword{"id", IpId, 65535, false, ""},
    NumberKeyword{"ip_id", IpId, 65535},
    NumberKeyword{"ip_proto", IpProtocol, 255},
    NumberKeyword{"tos", Tos, 255},
    NumberKeyword{"fragoffset", FragmentOffset, 65535, false, "<>"},
    NumberKeyword{"itype", IcmpType, 255},
    NumberKeyword{"icode", IcmpCode, 255},
    NumberKeyword{"icmp_id", IcmpId, 65535, false, ""},
    NumberKeyword{"icmp_seq", IcmpSequence, 65535, false, ""},
    NumberKeyword{"icmpv6.mtu", Icmpv6Mtu, 0xffffffff},
    NumberKeyword{"seq", TcpSequence, 0xffffffff, false, ""},
    NumberKeyword{"tcp.seq", TcpSequence, 0xffffffff, false, ""},
    NumberKeyword{"ack", TcpAcknowledgement, 0xffffffff, false, ""},
    NumberKeyword{"tcp.ack", TcpAcknowledgement, 0xffffffff, false, ""},
    NumberKeyword{"window", TcpWindow, 65535, false, "!"},
    NumberKeyword{"tcp.window", TcpWindow, 65535, false, "!"},
    NumberKeyword{"tcp.mss", TcpMss, 65535},
    NumberKeyword{"filesize", FileSize, UINT64_MAX},
    NumberKeyword{"flow.age", FlowAge, 0xffffffff},
    NumberKeyword{"dns.opcode", DnsOpcode, 255, false, "!"},
    NumberKeyword{"dcerpc.opnum", DceOpnum, 0xffffffff, true, "-"},
    NumberKeyword{"dce_opnum", DceOpnum, 0xffffffff, true, "-"},
    NumberKeyword{"enip_command", EnipCommand, 65535, false, ""},
    NumberKeyword{"snmp.version", SnmpVersion, 0xffffffff},
    NumberKeyword{"http2.priority", Http2Priority, 255},
    NumberKeyword{"http2.window", Http2Window, 0xffffffff},
    NumberKeyword{"http2.size_update", Http2SizeUpdate, UINT64_MAX},
    NumberKeyword{"rfb.sectype", RfbSecurityType, 0xffffffff},
    NumberKeyword{"mqtt.protocol_version", MqttProtocolVersion, 255},
};

struct ProtocolNumber {
  std::string_view name;
  std::uint64_t number;
};
constexpr std::array ip_protocols{
    ProtocolNumber{"ip", 0},         ProtocolNumber{"icmp", 1},
    ProtocolNumber{"igmp", 2},       ProtocolNumber{"ggp", 3},
    ProtocolNumber{"ipencap", 4},    ProtocolNumber{"ipip", 4},
    ProtocolNumber{"st", 5},         ProtocolNumber{"tcp", 6},
    ProtocolNumber{"egp", 8},        ProtocolNumber{"igp", 9},
    ProtocolNumber{"pup", 12},       ProtocolNumber{"udp", 17},
    ProtocolNumber{"hmp", 20},       ProtocolNumber{"xns-idp", 22},
    ProtocolNumber{"rdp", 27},       ProtocolNumber{"iso-tp4", 29},
    ProtocolNumber{"dccp", 33},      ProtocolNumber{"xtp", 36},
    ProtocolNumber{"ddp", 37},       ProtocolNumber{"idpr-cmtp", 38},
    ProtocolNumber{"ipv6", 41},      ProtocolNumber{"ipv6-route", 43},
    ProtocolNumber{"ipv6-frag", 44}, ProtocolNumber{"idrp", 45},
    ProtocolNumber{"rsvp", 46},      ProtocolNumber{"gre", 47},
    ProtocolNumber{"esp", 50},       ProtocolNumber{"ah", 51},
    ProtocolNumber{"skip", 57},      ProtocolNumber{"ipv6-icmp", 58},
    ProtocolNumber{"icmpv6", 58},    ProtocolNumber{"ipv6-nonxt", 59},
    ProtocolNumber{"ipv6-opts", 60}, ProtocolNumber{"rspf", 73},
    ProtocolNumber{"vmtp", 81},      ProtocolNumber{"eigrp", 88},
    ProtocolNumber{"ospf", 89},      ProtocolNumber{"ax.25", 93},
    ProtocolNumber{"etherip", 97},   ProtocolNumber{"encap", 98},
    ProtocolNumber{"pim", 103},      ProtocolNumber{"ipcomp", 108},
    ProtocolNumber{"vrrp", 112},     ProtocolNumber{"l2tp", 115},
    ProtocolNumber{"isis", 124},     ProtocolNumber{"sctp", 132},
    ProtocolNumber{"fc", 133},       ProtocolNumber{"udplite", 136},
};

std::optional<IpsNumberTest> read_ip_protocol(std::string_view text) {
  IpsNumberTest test;
  std::string_view name = trim(text);
  test.negated = name.starts_with('!');
  if (test.negated) name = trim(name.substr(1));
  const std::string lower = to_lower_ascii(name);
  for (const ProtocolNumber& row : ip_protocols) {
    if (row.name != lower) continue;
    test.low = test.high = row.number;
    return test;
  }
  return read_number_test(text, {.most = 255, .has_or_equal = false, .has_ranges = false});
}

std::optional<IpsNumberTest> read_tos(std::string_view text) {
  const bool negated = text.starts_with('!');
  if (negated) text = trim(text.substr(1));
  const bool is_hex = text.starts_with('x');
  auto test =
      read_number_test(is_hex ? "0" + std::string(text) : std::string(text),
                       {.most = 255, .has_not = false, .has_bounds = false, .has_ranges = false});
  if (test && negated) test->negated = !test->negated;
  return test;
}

std::optional<IpsNumberTest> read_field(const NumberKeyword& keyword,
                                        std::string_view text,
                                        IpsDialect dialect) {
  if (keyword.field == IpProtocol) return read_ip_protocol(text);
  if (keyword.field == Tos) return read_tos(text);
  NumberForm form{.most = keyword.most};
  // Snort 2 counts both ends of dsize; ranges of operations of DCE/RPC have both in each engine.
  form.ends_belong =
      keyword.is_list || (dialect == IpsDialect::Snort2 && keyword.field == PayloadSize);
  form.has_units = keyword.field == FileSize && text.find_first_of("<>-") == std::string_view::npos;
  form.is_suricata = dialect == IpsDialect::Suricata;
  if (form.is_suricata) {
    const auto has = [&](char c) { return keyword.signs.find(c) != std::string_view::npos; };
    form.has_not = has('!');
    form.has_bounds = has('<');
    form.has_or_equal = keyword.signs == "!<>-";
    form.has_ranges = has('-');
  }
  return read_number_test(text, form);
}

void refuse_number(IpsDraft& draft, const IpsOption& option) {
  draft.bad_value(option,
                  quote(option.value.text) + " is no number or range that " +
                      std::string(option.name.text) + " can test",
                  "expected N, >N, <N or N<>M");
}

}  // namespace

void number_test(IpsDraft& draft, const IpsOption& option) {
  const auto keyword =
      std::find_if(number_keywords.begin(), number_keywords.end(), [&](const NumberKeyword& row) {
        return row.name == option.name.text;
      });
  if (keyword == number_keywords.end()) return;
  if (keyword->field == PayloadSize && !draft.once("dsize", option)) return;
  IpsNumberOf number{keyword->field, {}};
  const std::vector<IpsWord> parts =
      keyword->is_list ? comma_parts(option.value) : std::vector<IpsWord>{option.value};
  for (const IpsWord& part : parts) {
    const auto test = read_field(*keyword, part.text, draft.rule.dialect);
    if (!test) return refuse_number(draft, option);
    number.any_of.push_back(*test);
  }
  draft.rule.tests.emplace_back(std::move(number));
}

void bsize(IpsDraft& draft, const IpsOption& option) {
  const IpsWord value = comma_parts(option.value)[0];  // Snort 3: "...,relative"
  const auto test = read_number_test(value.text, {});
  if (!test) return refuse_number(draft, option);
  if (!draft.has_sticky() && draft.rule.dialect == IpsDialect::Suricata) {
    draft.findings.error(
        code::modifier_without_content, option.name, "bsize needs a sticky buffer in front of it");
    return;
  }
  if (value.text.size() != option.value.text.size()) {
    draft.unsupported(option.name, "a size behind the last match");
  }
  draft.add_check(IpsBufferSize{*test, draft.findings.span(option.raw)}, option.name);
}

void urilen(IpsDraft& draft, const IpsOption& option) {
  const std::vector<IpsWord> parts = comma_parts(option.value);
  const bool is_snort = draft.rule.dialect == IpsDialect::Snort2;
  auto test = read_number_test(parts[0].text, {.most = 65535, .ends_belong = is_snort});
  if (!test && parts[0].text.find("<>") != std::string_view::npos && !is_snort) {
    // Suricata loads a range the wrong way round; no length lies in it.
    test = IpsNumberTest{1, 0, false};
    draft.findings.warning(code::never_matches, option.raw, "no length lies between these two");
  }
  if (!test) return refuse_number(draft, option);
  bool raw = is_snort;
  if (parts.size() == 2 && (parts[1].text == "raw" || parts[1].text == "norm")) {
    raw = parts[1].text == "raw";
  } else if (parts.size() > 2 || (parts.size() == 2 && is_snort && parts[1].text != "uribuf")) {
    return draft.bad_value(
        option, quote(parts[1].text) + " is no form of a URI", "expected raw or norm");
  }
  draft.add_to(raw ? IpsBuffer::HttpUriRaw : IpsBuffer::HttpUri,
               IpsBufferSize{*test, draft.findings.span(option.raw)},
               option.name);
}

void stream_size(IpsDraft& draft, const IpsOption& option) {
  using Which = IpsStreamSize::Which;
  const std::vector<IpsWord> parts = comma_parts(option.value);
  const bool has_parts =
      parts.size() == 3 || (parts.size() == 2 && draft.rule.dialect == IpsDialect::Snort3);
  if (!has_parts)
    return draft.bad_value(option, "stream_size needs a side, a comparison and a size");
  IpsStreamSize size;
  const std::string_view side =
      draft.rule.dialect == IpsDialect::Snort3 && parts.size() == 2 ? parts[1].text : parts[0].text;
  if (side == "server" || side == "to_server") {
    size.which = Which::Server;
  } else if (side == "client" || side == "to_client") {
    size.which = Which::Client;
  } else if (side == "both") {
    size.which = Which::Both;
  } else if (side == "either") {
    size.which = Which::Either;
  } else {
    return draft.bad_value(
        option, quote(side) + " is no side", "expected server, client, both or either");
  }
  const std::string test_text = parts.size() == 3
                                    ? std::string(parts[1].text) + std::string(parts[2].text)
                                    : std::string(parts[0].text);
  const auto test = read_number_test(test_text, {.most = 0xffffffff});
  if (!test) return refuse_number(draft, option);
  size.size = *test;
  draft.rule.tests.emplace_back(size);
}

}  // namespace sig::source::ips

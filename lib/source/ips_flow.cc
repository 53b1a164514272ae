#include <array>

#include "base/text.h"
#include "source/ips_readers.h"

namespace sig::source::ips {
namespace {

using State = IpsFlow::State;
using Command = IpsFlowbits::Command;

bool take_flow_word(std::string_view word, IpsFlow& flow) {
  const std::string lower = to_lower_ascii(word);
  if (lower == "established") {
    flow.state = State::Established;
  } else if (lower == "not_established") {
    flow.state = State::NotEstablished;
  } else if (lower == "stateless") {
    flow.state = State::Stateless;
  } else if (lower == "to_server" || lower == "from_client") {
    flow.to_server = true;
  } else if (lower == "to_client" || lower == "from_server") {
    flow.to_client = true;
  } else if (lower == "only_stream") {
    flow.only_stream = true;
  } else if (lower == "no_stream") {
    flow.no_stream = true;
  } else if (lower == "only_frag") {
    flow.only_frag = true;
  } else if (lower == "no_frag") {
    flow.no_frag = true;
  } else {
    return false;
  }
  return true;
}

struct CommandName {
  std::string_view name;
  Command command;
};
constexpr std::array commands{
    CommandName{"set", Command::Set},
    CommandName{"unset", Command::Unset},
    CommandName{"toggle", Command::Toggle},
    CommandName{"isset", Command::IsSet},
    CommandName{"isnotset", Command::IsNotSet},
};

bool read_command(IpsDraft& draft, const IpsOption& option, const IpsWord& word, Command& out) {
  for (const CommandName& row : commands) {
    if (row.name != word.text) continue;
    out = row.command;
    return true;
  }
  draft.findings.error(code::bad_keyword_value,
                       word.text.empty() ? option.raw : word,
                       quote(word.text) + " is no command of " + std::string(option.name.text),
                       "expected one of: set, unset, toggle, isset, isnotset");
  return false;
}

bool is_bit_name(std::string_view name) {
  return !name.empty() && name.find_first_of(" \t,") == std::string_view::npos;
}

struct IntCommand {
  std::string_view name;
  IpsFlowint::Command command;
};
constexpr std::array int_commands{
    IntCommand{"=", IpsFlowint::Command::Set},
    IntCommand{"+", IpsFlowint::Command::Add},
    IntCommand{"-", IpsFlowint::Command::Subtract},
    IntCommand{"<", IpsFlowint::Command::Less},
    IntCommand{"<=", IpsFlowint::Command::LessEqual},
    IntCommand{"==", IpsFlowint::Command::Equal},
    IntCommand{"!=", IpsFlowint::Command::NotEqual},
    IntCommand{">=", IpsFlowint::Command::GreaterEqual},
    IntCommand{">", IpsFlowint::Command::Greater},
    IntCommand{"isset", IpsFlowint::Command::IsSet},
    IntCommand{"isnotset", IpsFlowint::Command::IsNotSet},
    IntCommand{"notset", IpsFlowint::Command::IsNotSet},
};

}  // namespace

void flow(IpsDraft& draft, const IpsOption& option) {
  if (!draft.once("flow", option)) return;
  IpsFlow flow;
  for (const IpsWord& part : comma_parts(option.value)) {
    if (take_flow_word(part.text, flow)) continue;
    draft.findings.error(code::bad_keyword_value,
                         part.text.empty() ? option.raw : part,
                         quote(part.text) + " is no property of a flow",
                         "expected established, to_server, to_client, ...");
    return;
  }
  if (flow.to_server && flow.to_client) {
    return draft.bad_value(option, "a flow goes to_server or to_client, not both");
  }
  if ((flow.only_stream && flow.no_stream) || (flow.only_frag && flow.no_frag)) {
    return draft.bad_value(option, "only_ and no_ exclude each other");
  }
  draft.rule.flow = flow;
}

void flowbits(IpsDraft& draft, const IpsOption& option) {
  const std::vector<IpsWord> parts = comma_parts(option.value);
  if (parts.size() == 1 && parts[0].text == "noalert") {
    draft.rule.no_alert = true;
    return;
  }
  if (parts[0].text == "reset" && draft.rule.dialect != IpsDialect::Suricata) {
    return draft.unsupported(option.name, "flowbits:reset");
  }
  IpsFlowbits bits;
  const bool is_setx = parts[0].text == "setx" && draft.rule.dialect != IpsDialect::Suricata;
  if (!is_setx && !read_command(draft, option, parts[0], bits.command)) return;
  const bool has_group = draft.rule.dialect == IpsDialect::Snort2 && parts.size() == 3;
  if (parts.size() != 2 && !has_group) {
    return draft.bad_value(option, "flowbits needs a command and a name");
  }
  const bool is_test = bits.command == Command::IsSet || bits.command == Command::IsNotSet;
  const std::string_view divider = draft.rule.dialect != IpsDialect::Suricata &&
                                           parts[1].text.find('&') != std::string_view::npos
                                       ? "&"
                                       : "|";
  for (const IpsWord& name : comma_parts(parts[1], divider[0])) {
    if (!is_bit_name(name.text))
      return draft.bad_value(option, quote(name.text) + " is no name of a bit");
    bits.names.emplace_back(name.text);
  }
  const bool all_of = divider == "&" || (!is_test && bits.names.size() > 1);
  if (all_of && draft.rule.dialect == IpsDialect::Suricata) {
    return draft.bad_value(option, "only isset and isnotset take several names");
  }
  if (!all_of) {
    draft.rule.flowbits.push_back(std::move(bits));
    return;
  }
  for (std::string& name : bits.names)
    draft.rule.flowbits.push_back({bits.command, {std::move(name)}});
}

void flowint(IpsDraft& draft, const IpsOption& option) {
  const std::vector<IpsWord> parts = comma_parts(option.value);
  IpsFlowint test;
  if (parts.size() < 2 || parts.size() > 3 || !is_bit_name(parts[0].text)) {
    return draft.bad_value(option, "flowint needs a name, a command and a value");
  }
  test.name = std::string(parts[0].text);
  bool known = false;
  for (const IntCommand& row : int_commands) {
    if (row.name != parts[1].text) continue;
    test.command = row.command;
    known = true;
  }
  if (!known) {
    return draft.bad_value(option,
                           quote(parts[1].text) + " is no command of flowint",
                           "expected one of: = + - < <= == != >= > isset isnotset");
  }
  const bool takes_value =
      test.command != IpsFlowint::Command::IsSet && test.command != IpsFlowint::Command::IsNotSet;
  if (takes_value != (parts.size() == 3)) {
    return draft.bad_value(
        option, takes_value ? "the command lacks a value" : "the command takes no value");
  }
  if (takes_value) {
    const auto number = parse_unsigned(parts[2].text);
    if (number && *number > 0xffffffffU)
      return draft.bad_value(option, "the value is above 4294967295");
    if (number) test.number = static_cast<std::uint32_t>(*number);
    if (!number) test.variable = std::string(parts[2].text);
    if (!number && !is_bit_name(test.variable))
      return draft.bad_value(option, "the command lacks a value");
  }
  draft.rule.flowints.push_back(std::move(test));
}

void xbits(IpsDraft& draft, const IpsOption& option) {
  const std::vector<IpsWord> parts = comma_parts(option.value);
  IpsXbits bits;
  if (parts.size() < 2 || !is_bit_name(parts[1].text)) {
    if (parts.size() == 1 && parts[0].text == "noalert") {
      draft.rule.no_alert = true;
      return;
    }
    return draft.bad_value(option, "xbits needs a command, a name and what it tracks");
  }
  if (!read_command(draft, option, parts[0], bits.command)) return;
  bits.name = std::string(parts[1].text);
  for (const IpsWord& part : std::span(parts).subspan(2)) {
    const bool is_expire = part.text.starts_with("expire ");
    const auto seconds = is_expire ? parse_unsigned(trim(part.text.substr(7))) : std::nullopt;
    if (seconds && *seconds > 0 && *seconds <= 0xffffffffU) {
      bits.expire = static_cast<std::uint32_t>(*seconds);
    } else if (part.text == "track ip_src") {
      bits.track = IpsXbits::Track::Source;
    } else if (part.text == "track ip_dst") {
      bits.track = IpsXbits::Track::Destination;
    } else if (part.text == "track ip_pair") {
      bits.track = IpsXbits::Track::Pair;
    } else {
      return draft.bad_value(option,
                             quote(part.text) + " is no part of xbits",
                             "expected track ip_src, ip_dst or ip_pair, or expire N");
    }
  }
  if (parts.size() < 3) return draft.bad_value(option, "xbits lacks its track");
  draft.rule.xbits.push_back(std::move(bits));
}

void hostbits(IpsDraft& draft, const IpsOption& option) {
  const std::vector<IpsWord> parts = comma_parts(option.value);
  IpsXbits bits;
  bits.is_hostbits = true;
  if (parts.size() == 1 && parts[0].text == "noalert") {
    draft.rule.no_alert = true;
    return;
  }
  if (parts.size() < 2 || parts.size() > 3 || !is_bit_name(parts[1].text)) {
    return draft.bad_value(option, "hostbits needs a command and a name");
  }
  if (!read_command(draft, option, parts[0], bits.command)) return;
  bits.name = std::string(parts[1].text);
  const std::string_view side = parts.size() == 3 ? parts[2].text : "src";
  if (side == "dst") {
    bits.track = IpsXbits::Track::Destination;
  } else if (side == "both") {
    bits.track = IpsXbits::Track::Pair;
  } else if (side != "src") {
    return draft.bad_value(option, quote(side) + " is no side", "expected src, dst or both");
  }
  draft.rule.xbits.push_back(std::move(bits));
}

}  // namespace sig::source::ips

#include <fmt/format.h>

#include <set>

#include "base/text.h"
#include "source/codes.h"
#include "source/condition_reader.h"
#include "source/networks.h"

namespace sig::source {
namespace {

struct NumberRange {
  std::uint64_t least = 0;
  std::uint64_t most = UINT32_MAX;
};

NumberRange range_of(FieldId field) {
  switch (field) {
    case FieldId::HttpStatus:
      return {100, 599};
    case FieldId::ClientPort:
    case FieldId::ServerPort:
      return {0, 65535};
    case FieldId::PacketSize:
      return {0, 65535 + 40};  // an IPv6 header and the largest payload (RFC 8200 3)
    case FieldId::IcmpType:
    case FieldId::IcmpCode:
      return {0, 255};
    default:
      return {};
  }
}

void refuse_never(Span at, const Test& test, std::string_view shown, Findings& findings) {
  const NumberRange range = range_of(test.field.id);
  findings.error(code::never_holds,
                 at,
                 fmt::format("{} is never {}{}",
                             to_string(test.field),
                             test.op == Operator::LessThan      ? "less than "
                             : test.op == Operator::GreaterThan ? "greater than "
                                                                : "",
                             shown),
                 fmt::format("it is {} to {}", range.least, range.most));
}

/// A value of equals or one_of in the form in which fields are compared: numbers as decimal digits,
/// addresses as RFC 5952 writes them.
std::optional<std::string> canonical_value(const std::string& text,
                                           Span at,
                                           const Test& test,
                                           Findings& findings) {
  const FieldType type = field_row(test.field.id).type;
  if (type == FieldType::Address) {
    if (const auto address = parse_ip(text)) return address->text();
    findings.error(code::bad_network,
                   at,
                   fmt::format("{} is not an address", quote(text)),
                   {},
                   "write it as 192.0.2.7 or 2001:db8::7; networks go in an in list");
    return std::nullopt;
  }
  if (type == FieldType::Text) return text;
  const auto number = parse_unsigned(text);
  const NumberRange range = range_of(test.field.id);
  if (number && *number >= range.least && *number <= range.most) return std::to_string(*number);
  if (number) {
    refuse_never(at, test, text, findings);
  } else {
    findings.error(code::not_number, at, fmt::format("{} is not a number", quote(text)));
  }
  return std::nullopt;
}

/// One value of equals or one_of as written. Numbers stand without quotes, as YAML types them.
std::optional<std::string> read_value(const YamlNode& node, const Test& test, Findings& findings) {
  const std::string_view what = to_string(test.op);
  if (field_row(test.field.id).type == FieldType::Number && node.kind == YamlNode::Kind::Scalar &&
      !node.text.starts_with('$')) {
    const auto number = read_unsigned(node, what, {}, findings);
    return number ? std::optional(std::to_string(*number)) : std::nullopt;
  }
  TextLimits limits{.most_bytes = most_value_bytes, .is_printable = false};
  limits.may_be_empty = test.op == Operator::Equals || test.op == Operator::OneOf;
  return read_text(node, what, limits, findings);
}

/// Puts the value of an item into the test; false when the list has it already.
bool add_value(
    const std::string& text, Span at, Test& test, std::set<std::string>& seen, Findings& findings) {
  if (test.op == Operator::In) {
    const auto network = read_network(text, at, "the item", findings);
    if (!network) return true;
    const std::string key = fmt::format("{} {}", network->network.text(), network->prefix);
    if (!seen.insert(key).second) return false;
    test.networks.push_back(*network);
    return true;
  }
  auto value = canonical_value(text, at, test, findings);
  if (!value) return true;
  if (!seen.insert(*value).second) return false;
  test.values.push_back(std::move(*value));
  return true;
}

void read_values(const YamlNode& value,
                 const Variables& variables,
                 Test& test,
                 Findings& findings) {
  const std::string_view what = to_string(test.op);
  const std::vector<YamlNode>* items =
      read_list(value, what, {.least = 1, .most = most_list_values}, findings);
  if (items == nullptr) return;
  std::set<std::string> seen;
  size_t expanded = 0;
  for (const YamlNode& item : *items) {
    const auto written = read_value(item, test, findings);
    if (!written) continue;
    const bool is_variable = written->starts_with('$') && !written->starts_with("$$");
    for (const std::string& text : expand(*written, item.span, variables, findings)) {
      if (++expanded > most_list_values) break;
      // Variables may overlap; a value that is written twice is a mistake.
      if (add_value(text, item.span, test, seen, findings) || is_variable) continue;
      findings.error(code::repeated_value,
                     item.span,
                     quote(text) + " stands twice in the list",
                     {},
                     "remove one of the two");
    }
  }
  if (expanded <= most_list_values) return;
  findings.error(code::out_of_range,
                 value.span,
                 fmt::format("{} has more than {} values once its variables are expanded",
                             what,
                             with_thousands(most_list_values)));
}

void read_bound(const YamlNode& value, Test& test, Findings& findings) {
  const auto number = read_unsigned(value, to_string(test.op), {}, findings);
  if (!number) return;
  const NumberRange range = range_of(test.field.id);
  test.number = static_cast<std::int64_t>(*number);
  const bool can_hold =
      test.op == Operator::LessThan ? *number > range.least : *number < range.most;
  if (!can_hold) refuse_never(value.span, test, value.text, findings);
}

}  // namespace

void read_operand(const YamlNode& value,
                  const Variables& variables,
                  Test& test,
                  Findings& findings) {
  switch (test.op) {
    case Operator::Exists:
      test.wanted = read_boolean(value, "exists", findings).value_or(true);
      return;
    case Operator::LessThan:
    case Operator::GreaterThan:
      return read_bound(value, test, findings);
    case Operator::OneOf:
    case Operator::In:
      return read_values(value, variables, test, findings);
    case Operator::Equals: {
      const auto written = read_value(value, test, findings);
      if (!written) return;
      if (auto canonical = canonical_value(*written, value.span, test, findings)) {
        test.values.push_back(std::move(*canonical));
      }
      return;
    }
    default:
      if (value.kind == YamlNode::Kind::Scalar && value.text.empty()) {
        findings.error(code::empty_pattern,
                       value.span,
                       fmt::format("{} \"\" holds for every value", to_string(test.op)),
                       {},
                       "write what to look for, or use exists: true");
        return;
      }
      if (auto text = read_value(value, test, findings)) test.values.push_back(std::move(*text));
  }
}

}  // namespace sig::source

#include "source/scalars.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "source/byte_scan.h"
#include "source/codes.h"
#include "source/plain.h"

namespace sig::source {
namespace {

/// The text of a scalar; a finding with `code` when it is a list or a mapping.
const std::string* scalar_text(const YamlNode& node,
                               std::string_view what,
                               std::string_view code,
                               std::string_view expected,
                               Findings& findings) {
  if (!has_value(node, what, findings)) return nullptr;
  if (node.kind == YamlNode::Kind::Scalar) return &node.text;
  findings.error(code,
                 node.span,
                 fmt::format("{} is {}", what, describe(node)),
                 fmt::format("expected {}", expected));
  return nullptr;
}

std::optional<Time> read_iso8601(const YamlNode& node,
                                 std::string_view what,
                                 bool date_only,
                                 Findings& findings) {
  const std::string_view expected = date_only ? "a date" : "a date or a time";
  const std::string* text = scalar_text(node, what, code::wrong_shape, expected, findings);
  if (text == nullptr) return std::nullopt;
  std::optional<Time> time;
  if (!date_only || text->size() == 10) time = parse_iso8601(*text);
  if (time) return time;
  findings.error(
      code::not_date,
      node.span,
      fmt::format("{} {} is not {}", what, quote(*text), expected),
      {},
      date_only ? "write YEAR-MONTH-DAY, such as 2027-05-24" : "write it as 2027-05-24T13:00:00Z");
  return std::nullopt;
}

/// All of a decimal number without sign, exponent allowed; nothing for hexadecimal, infinite or
/// huge ones.
std::optional<double> parse_decimal(std::string_view text) {
  if (text.empty() || text.size() > 40 || text[0] < '0' || text[0] > '9') return std::nullopt;
  if (text.find_first_not_of("0123456789.eE+-") != std::string_view::npos) return std::nullopt;
  if (text.size() > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9') return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string_view describe(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::Null:
      return "empty";
    case YamlNode::Kind::Scalar:
      return "text";
    case YamlNode::Kind::Sequence:
      return "a list";
    default:
      return "a mapping";
  }
}

bool has_value(const YamlNode& node, std::string_view what, Findings& findings) {
  if (node.kind != YamlNode::Kind::Null) return true;
  findings.error(code::missing_value,
                 node.span,
                 fmt::format("{} has no value", what),
                 {},
                 "write a value, or remove it");
  return false;
}

std::string suggestion(std::string_view word,
                       std::span<const std::string_view> names,
                       const Findings& findings) {
  if (!findings.wants_suggestions()) return {};
  const auto near = closest_match(word, names);
  if (near) return fmt::format("did you mean {}?", quote(*near));
  return {};
}

std::optional<std::string> read_text(const YamlNode& node,
                                     std::string_view what,
                                     const TextLimits& limits,
                                     Findings& findings) {
  const std::string* text = scalar_text(node, what, code::wrong_shape, "text", findings);
  if (text == nullptr) return std::nullopt;
  const auto refuse = [&](std::string_view code, std::string message, std::string help) {
    findings.error(code, node.span, std::move(message), {}, std::move(help));
    return std::nullopt;
  };
  const PlainType type = node.style == YamlNode::Style::Plain ? plain_type(*text) : PlainType::Text;
  if (type != PlainType::Text) {
    return refuse(
        code::not_text,
        fmt::format(
            "{} must be text, and {} without quotes is {}", what, quote(*text), describe(type)),
        fmt::format("write \"{}\"", *text));
  }
  if (text->empty() && !limits.may_be_empty) {
    return refuse(code::missing_value, fmt::format("{} is empty", what), "write a value");
  }
  if (text->size() > limits.most_bytes) {
    return refuse(code::too_long,
                  fmt::format("{} has {} bytes; at most {} are allowed",
                              what,
                              with_thousands(text->size()),
                              with_thousands(limits.most_bytes)),
                  "shorten it");
  }
  if (limits.is_printable && !is_printable(*text)) {
    return refuse(code::unprintable_text,
                  fmt::format("{} holds characters that cannot be printed: {}", what, quote(*text)),
                  "write it as plain text on one line");
  }
  return *text;
}

std::optional<std::uint64_t> read_unsigned(const YamlNode& node,
                                           std::string_view what,
                                           const UnsignedLimits& limits,
                                           Findings& findings) {
  const std::string* text = scalar_text(node, what, code::wrong_shape, "a whole number", findings);
  if (text == nullptr) return std::nullopt;
  const bool is_quoted = node.style != YamlNode::Style::Plain;
  const bool has_leading_zero = text->size() > 1 && text->front() == '0';
  const bool is_digits = text->find_first_not_of("0123456789") == std::string::npos;
  if (is_quoted || has_leading_zero || !is_digits) {
    findings.error(code::not_number,
                   node.span,
                   fmt::format("{} must be a whole number, not {}", what, quote(*text)),
                   {},
                   is_quoted && is_digits          ? "write it without quotes"
                   : has_leading_zero && is_digits ? "write it without the leading zero"
                                                   : "write digits only, such as 5");
    return std::nullopt;
  }
  const auto number = parse_unsigned(*text);
  if (number && *number >= limits.least && *number <= limits.most) return number;
  findings.error(code::out_of_range,
                 node.span,
                 fmt::format("{} is {}", what, *text),
                 fmt::format("expected {} to {}", limits.least, limits.most));
  return std::nullopt;
}

std::optional<bool> read_boolean(const YamlNode& node, std::string_view what, Findings& findings) {
  const std::string* text = scalar_text(node, what, code::wrong_shape, "true or false", findings);
  if (text == nullptr) return std::nullopt;
  if (node.style == YamlNode::Style::Plain && *text == "true") return true;
  if (node.style == YamlNode::Style::Plain && *text == "false") return false;
  findings.error(code::not_boolean,
                 node.span,
                 fmt::format("{} must be true or false, not {}", what, quote(*text)),
                 {},
                 "write true or false, without quotes");
  return std::nullopt;
}

std::optional<Seconds> read_duration(const YamlNode& node,
                                     std::string_view what,
                                     Seconds most,
                                     Findings& findings) {
  const std::string* text = scalar_text(node, what, code::wrong_shape, "a duration", findings);
  if (text == nullptr) return std::nullopt;
  const auto duration = parse_duration(*text);
  if (!duration) {
    findings.error(code::not_duration,
                   node.span,
                   fmt::format("{} {} is not a duration", what, quote(*text)),
                   {},
                   "write a number and a unit (s, m, h, d or w), such as 10m or 1h30m");
  } else if (*duration > most) {
    findings.error(code::out_of_range,
                   node.span,
                   fmt::format("{} is {}", what, *text),
                   fmt::format("expected at most {}", to_text(most)));
    return std::nullopt;
  }
  return duration;
}

std::optional<Time> read_date(const YamlNode& node, std::string_view what, Findings& findings) {
  return read_iso8601(node, what, true, findings);
}

std::optional<Time> read_time(const YamlNode& node, std::string_view what, Findings& findings) {
  return read_iso8601(node, what, false, findings);
}

std::optional<double> read_rate(const YamlNode& node, std::string_view what, Findings& findings) {
  const std::string* text = scalar_text(node, what, code::wrong_shape, "a rate", findings);
  if (text == nullptr) return std::nullopt;
  std::string_view number = *text;
  const bool is_percent = number.ends_with('%');
  if (is_percent) number.remove_suffix(1);
  auto value = parse_decimal(number);
  // A quoted number is text to every other reader; a percentage is text either way.
  if (node.style != YamlNode::Style::Plain && !is_percent) value = std::nullopt;
  if (!value) {
    findings.error(code::not_rate,
                   node.span,
                   fmt::format("{} {} is not a rate", what, quote(*text)),
                   {},
                   "write a share from 0 to 1, such as 1e-3, or a percentage such as 0.1%");
    return std::nullopt;
  }
  if (is_percent) *value /= 100;
  if (*value <= 1) return value;
  findings.error(code::out_of_range,
                 node.span,
                 fmt::format("{} is {}", what, *text),
                 "expected 0 to 1, or 0% to 100%",
                 is_percent ? "" : fmt::format("did you mean {}%?", *text));
  return std::nullopt;
}

std::optional<double> read_decimal(const YamlNode& node,
                                   std::string_view what,
                                   Findings& findings) {
  const std::string* text = scalar_text(node, what, code::wrong_shape, "a number", findings);
  if (text == nullptr) return std::nullopt;
  const auto value =
      node.style == YamlNode::Style::Plain ? parse_decimal(*text) : std::optional<double>();
  if (value && *value <= 1e15) return value;
  findings.error(code::not_number,
                 node.span,
                 fmt::format("{} must be a number, not {}", what, quote(*text)),
                 {},
                 "write digits, without quotes, such as 5 or 0.5");
  return std::nullopt;
}

}  // namespace sig::source

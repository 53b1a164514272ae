#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "source/findings.h"
#include "source/yaml.h"

namespace sig::source {

/// One value each, read without coercion; nothing, with a finding, when it is not what is wanted.
/// `what` names the value in messages: a key such as "rev".

struct TextLimits {
  size_t most_bytes = 200;
  bool is_printable = true;  ///< no control or invisible characters, valid UTF-8
  bool may_be_empty = false;
};

std::optional<std::string> read_text(const YamlNode& node,
                                     std::string_view what,
                                     const TextLimits& limits,
                                     Findings& findings);
struct UnsignedLimits {
  std::uint64_t least = 0;
  std::uint64_t most = UINT32_MAX;
};
/// Unquoted decimal digits without a leading zero.
std::optional<std::uint64_t> read_unsigned(const YamlNode& node,
                                           std::string_view what,
                                           const UnsignedLimits& limits,
                                           Findings& findings);
/// Exactly true or false, unquoted.
std::optional<bool> read_boolean(const YamlNode& node, std::string_view what, Findings& findings);
/// "90s", "10m", "24h", "7d".
std::optional<Seconds> read_duration(const YamlNode& node,
                                     std::string_view what,
                                     Seconds most,
                                     Findings& findings);
/// "2027-05-24", midnight UTC.
std::optional<Time> read_date(const YamlNode& node, std::string_view what, Findings& findings);
/// RFC 3339, or a date.
std::optional<Time> read_time(const YamlNode& node, std::string_view what, Findings& findings);
/// A share from 0 to 1: 1e-3, 0.001 or 0.1%.
std::optional<double> read_rate(const YamlNode& node, std::string_view what, Findings& findings);
/// A decimal number that is not negative: 5, 0.5, 1e3.
std::optional<double> read_decimal(const YamlNode& node, std::string_view what, Findings& findings);

/// The index of a text in a list of names, with the nearest name as help.
std::optional<size_t> read_name(const YamlNode& node,
                                std::string_view what,
                                std::span<const std::string_view> names,
                                Findings& findings);

/// The items of a list, or nothing when it is none, is empty or has more than `most`.
struct ListLimits {
  size_t least = 1;
  size_t most = 1000;
};
const std::vector<YamlNode>* read_list(const YamlNode& node,
                                       std::string_view what,
                                       const ListLimits& limits,
                                       Findings& findings);
/// A list of different texts; items with a finding are left out.
std::vector<std::string> read_texts(const YamlNode& node,
                                    std::string_view what,
                                    const ListLimits& limits,
                                    const TextLimits& text_limits,
                                    Findings& findings);

/// "a list", "a mapping", ...: what a node is, for messages.
std::string_view describe(const YamlNode& node);
/// True for a node that has a value; a finding when it has none.
bool has_value(const YamlNode& node, std::string_view what, Findings& findings);
/// `did you mean "high"?` as help; empty when no name is near.
std::string suggestion(std::string_view word,
                       std::span<const std::string_view> names,
                       const Findings& findings);

}  // namespace sig::source

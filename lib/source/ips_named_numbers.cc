#include <algorithm>
#include <array>

#include "base/text.h"
#include "source/ips_readers.h"

namespace sig::source::ips {
namespace {

using enum IpsNumberField;

struct Name {
  std::string_view name;
  std::uint64_t value;
};
constexpr std::array types{
    Name{"connect", 1},
    Name{"connack", 2},
    Name{"publish", 3},
    Name{"puback", 4},
    Name{"pubrec", 5},
    Name{"pubrel", 6},
    Name{"pubcomp", 7},
    Name{"subscribe", 8},
    Name{"suback", 9},
    Name{"unsubscribe", 10},
    Name{"unsuback", 11},
    Name{"pingreq", 12},
    Name{"pingresp", 13},
    Name{"disconnect", 14},
    Name{"auth", 15},
};
constexpr std::array yes_or_no{Name{"yes", 1}, Name{"true", 1}, Name{"no", 0}, Name{"false", 0}};
constexpr std::array transfers{Name{"stor", 1}, Name{"retr", 2}};
constexpr std::array security_results{
    Name{"ok", 0}, Name{"fail", 1}, Name{"toomany", 2}, Name{"unknown", 3}};
constexpr std::array header_flags{Name{"dup", 8}, Name{"retain", 1}};
constexpr std::array connect_flags{Name{"username", 0x80},
                                   Name{"password", 0x40},
                                   Name{"will_retain", 0x20},
                                   Name{"will", 0x04},
                                   Name{"clean_session", 0x02}};

using Tests = std::vector<IpsNumberTest>;

IpsNumberTest equal(std::uint64_t value) {
  return {value, value, false};
}

Tests read_name(std::string_view text, std::span<const Name> names) {
  for (const Name& one : names) {
    if (one.name == text) return {equal(one.value)};
  }
  return {};
}

Tests read_plain_number(std::string_view text, std::uint64_t most) {
  std::uint64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9' || value > most) return {};
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  if (text.empty() || value > most) return {};
  return {equal(value)};
}

/// "dup,!retain": each value of all these flags together that has what is asked for.
Tests read_flags(const IpsWord& value, std::span<const Name> names) {
  std::uint64_t asked = 0, set = 0, all = 0;
  for (const Name& one : names)
    all |= one.value;
  for (const IpsWord& part : comma_parts(value)) {
    const bool is_negated = part.text.starts_with('!');
    const Tests flag = read_name(part.text.substr(is_negated ? 1 : 0), names);
    if (flag.empty() || (asked & flag[0].low) != 0) return {};
    asked |= flag[0].low;
    if (!is_negated) set |= flag[0].low;
  }
  Tests out;
  for (std::uint64_t flags = 0; flags <= all; ++flags)
    if ((flags & ~all) == 0 && (flags & asked) == set) out.push_back(equal(flags));
  return out;
}

std::optional<IpsNumberOf> read(const IpsOption& option) {
  const std::string_view name = option.name.text;
  const std::string_view text = trim(option.value.text);
  IpsNumberOf out;
  if (name == "mqtt.type") {
    out = {MqttType, read_name(to_lower_ascii(text), types)};
  } else if (name == "mqtt.flags") {
    out = {MqttFlags, read_flags(option.value, header_flags)};
  } else if (name == "mqtt.qos") {
    out = {MqttQos, read_plain_number(text, 2)};
  } else if (name == "mqtt.connect.flags") {
    out = {MqttConnectFlags, read_flags(option.value, connect_flags)};
  } else if (name == "mqtt.connack.session_present") {
    out = {MqttSessionPresent, read_name(text, yes_or_no)};
  } else if (name == "ftpdata_command") {
    out = {FtpDataCommand, read_name(text, transfers)};
  } else if (name == "rfb.secresult") {
    out = {RfbSecurityResult, read_name(to_lower_ascii(text), security_results)};
  } else {
    out = {MqttReasonCode, read_plain_number(text, 255)};
  }
  if (out.any_of.empty()) return std::nullopt;
  return out;
}

}  // namespace

void named_number(IpsDraft& draft, const IpsOption& option) {
  auto test = read(option);
  if (!test || option.is_negated) {
    return draft.bad_value(option,
                           quote(option.value.text) + " is nothing that " +
                               std::string(option.name.text) + " can test");
  }
  draft.rule.tests.emplace_back(*std::move(test));
}

}  // namespace sig::source::ips

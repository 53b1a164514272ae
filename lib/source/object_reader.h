#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "source/findings.h"
#include "source/scalars.h"
#include "source/yaml.h"

namespace sig::source {

/// Reads the keys of one mapping. Keys are asked for by name; `finish` then reports those that
/// nobody asked for. A node that is no mapping is reported at once and has no keys. Lives no longer
/// than the node and the findings.
class ObjectReader {
 public:
  /// `what` names the mapping in messages: "the signature", "gate".
  ObjectReader(const YamlNode& node, std::string what, Findings& findings);

  bool is_mapping() const { return node_ != nullptr; }
  /// The value of a key, or nullptr when the key is not there or has no value (a finding).
  const YamlNode* optional(std::string_view key);
  /// The same, and a finding when the key is not there.
  const YamlNode* required(std::string_view key);

  std::optional<std::string> required_text(std::string_view key, const TextLimits& limits = {});
  std::optional<std::string> optional_text(std::string_view key, const TextLimits& limits = {});

  /// A value of an enumeration with a table in model/names.h.
  template <class T>
  std::optional<T> named(const YamlNode* value,
                         std::string_view key,
                         std::span<const std::string_view> names) {
    if (value == nullptr) return std::nullopt;
    const auto index = read_name(*value, key, names, findings_);
    return index ? std::optional<T>(static_cast<T>(*index)) : std::nullopt;
  }

  /// Reports keys that nobody asked for. `also` are further keys to suggest.
  void finish(std::vector<std::string_view> also = {});

  Findings& findings() { return findings_; }
  const YamlNode& node() const { return original_; }

 private:
  const YamlNode& original_;
  const YamlNode* node_;
  std::string what_;
  Findings& findings_;
  std::vector<std::string> asked_;
};

}  // namespace sig::source

#include "source/object_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "source/codes.h"

namespace sig::source {
namespace {

/// More unknown keys than this in one mapping tell nothing new.
constexpr size_t most_unknown_keys = 20;

}  // namespace

ObjectReader::ObjectReader(const YamlNode& node, std::string what, Findings& findings)
    : original_(node), node_(nullptr), what_(std::move(what)), findings_(findings) {
  if (!has_value(node, what_, findings)) return;
  if (node.kind == YamlNode::Kind::Map) {
    node_ = &node;
    return;
  }
  findings.error(code::wrong_shape,
                 node.span,
                 fmt::format("{} is {}", what_, describe(node)),
                 "expected a mapping",
                 "write KEY: VALUE lines, or {KEY: VALUE}");
}

const YamlNode* ObjectReader::optional(std::string_view key) {
  asked_.emplace_back(key);
  if (node_ == nullptr) return nullptr;
  const YamlNode* value = node_->find(key);
  return value != nullptr && has_value(*value, key, findings_) ? value : nullptr;
}

const YamlNode* ObjectReader::required(std::string_view key) {
  if (node_ != nullptr && node_->find(key) == nullptr) {
    findings_.error(code::missing_key,
                    node_->span,
                    fmt::format("{} has no {}", what_, quote(key)),
                    {},
                    fmt::format("add {}: VALUE", key));
  }
  return optional(key);
}

std::optional<std::string> ObjectReader::required_text(std::string_view key,
                                                       const TextLimits& limits) {
  const YamlNode* value = required(key);
  return value == nullptr ? std::nullopt : read_text(*value, key, limits, findings_);
}

std::optional<std::string> ObjectReader::optional_text(std::string_view key,
                                                       const TextLimits& limits) {
  const YamlNode* value = optional(key);
  return value == nullptr ? std::nullopt : read_text(*value, key, limits, findings_);
}

void ObjectReader::finish(std::vector<std::string_view> also) {
  if (node_ == nullptr) return;
  std::vector<std::string_view> known(asked_.begin(), asked_.end());
  known.insert(known.end(), also.begin(), also.end());
  size_t unknown = 0;
  for (const YamlNode& child : node_->children) {
    if (std::find(asked_.begin(), asked_.end(), child.key) != asked_.end()) continue;
    if (++unknown > most_unknown_keys) return;
    const std::string near = suggestion(child.key, known, findings_);
    findings_.error(code::unknown_key,
                    child.key_span,
                    fmt::format("unknown key {} in {}", quote(child.key), what_),
                    {},
                    near.empty() ? "its keys are " + join(asked_, ", ") : near);
  }
}

}  // namespace sig::source

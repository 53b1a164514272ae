#include "source/condition_reader.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "source/codes.h"

namespace sig::source {
namespace {

struct Group {
  std::string_view key;
  Condition::Kind kind;
};
constexpr std::array<Group, 3> groups{{{"all", Condition::Kind::All},
                                       {"any", Condition::Kind::Any},
                                       {"none", Condition::Kind::None}}};

bool has_operator(const YamlNode& node) {
  for (const std::string_view name : names_of<Operator>()) {
    if (node.find(name) != nullptr) return true;
  }
  return false;
}

const YamlNode* first_group(const YamlNode& node) {
  for (const YamlNode& child : node.children) {
    for (const Group& group : groups) {
      if (child.key == group.key) return &child;
    }
  }
  return nullptr;
}

}  // namespace

std::optional<Condition> ConditionReader::read_group(const YamlNode& list,
                                                     Condition::Kind kind,
                                                     size_t level) {
  const std::vector<YamlNode>* items = read_list(list, list.key, {}, findings_);
  if (items == nullptr) return std::nullopt;
  Condition group{kind, {}, {}};
  for (const YamlNode& item : *items) {
    if (auto child = read_level(item, level + 1)) group.children.push_back(std::move(*child));
  }
  return group.children.empty() ? std::nullopt : std::optional(std::move(group));
}

std::optional<Condition> ConditionReader::read_level(const YamlNode& node, size_t level) {
  if (level > most_condition_levels) {
    findings_.error(code::condition_too_large,
                    node.span,
                    fmt::format("conditions nest more than {} levels deep", most_condition_levels),
                    {},
                    "split the signature in two");
    return std::nullopt;
  }
  const bool is_map = node.kind == YamlNode::Kind::Map;
  const YamlNode* group_key = is_map ? first_group(node) : nullptr;
  if (is_map && group_key == nullptr && (node.find("field") != nullptr || has_operator(node))) {
    if (++tests_ == most_tests + 1) {
      findings_.error(code::condition_too_large,
                      node.span,
                      fmt::format("more than {} tests in one signature", most_tests),
                      {},
                      "split the signature in two, or put values in one one_of list");
    }
    if (tests_ > most_tests) return std::nullopt;
    auto test = read_test(node, surface_, variables_, findings_);
    if (!test) return std::nullopt;
    return Condition{Condition::Kind::Test, std::move(*test), {}};
  }
  if (is_map && node.children.empty()) {
    findings_.error(
        code::empty_condition,
        node.span,
        "a condition without a test holds for everything",
        {},
        "write {field: http.path, contains: TEXT}, or lists of such under all, any or none");
    return std::nullopt;
  }
  ObjectReader reader(node, node.key.empty() ? "the condition" : node.key, findings_);
  std::vector<Condition> parts;
  for (const Group& group : groups) {
    const YamlNode* list = reader.optional(group.key);
    if (list == nullptr) continue;
    if (auto part = read_group(*list, group.kind, level)) parts.push_back(std::move(*part));
  }
  if (group_key != nullptr && (node.find("field") != nullptr || has_operator(node))) {
    findings_.error(code::mixed_condition,
                    group_key->key_span,
                    fmt::format("a test and {} stand in one mapping", quote(group_key->key)),
                    {},
                    "make the test an item of the list below all, any or none");
    return std::nullopt;
  }
  reader.finish({"field"});
  if (parts.empty()) return std::nullopt;
  if (parts.size() == 1) return std::move(parts.front());
  return Condition{Condition::Kind::All, {}, std::move(parts)};
}

}  // namespace sig::source

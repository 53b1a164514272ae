#include <fmt/format.h>

#include <map>

#include "base/text.h"
#include "source/codes.h"
#include "source/scalars.h"

namespace sig::source {

std::optional<size_t> read_name(const YamlNode& node,
                                std::string_view what,
                                std::span<const std::string_view> names,
                                Findings& findings) {
  const auto word = read_text(node, what, {}, findings);
  if (!word) return std::nullopt;
  for (size_t i = 0; i < names.size(); ++i) {
    if (names[i] == *word) return i;
  }
  constexpr size_t most_in_label = 12;
  const bool is_short = names.size() <= most_in_label;
  std::string help = suggestion(*word, names, findings);
  if (help.empty() && !is_short) help = "write " + join_or(names);
  findings.error(code::unknown_name,
                 node.span,
                 fmt::format("unknown {} {}", what, quote(*word)),
                 is_short ? "expected " + join_or(names) : "",
                 std::move(help));
  return std::nullopt;
}

const std::vector<YamlNode>* read_list(const YamlNode& node,
                                       std::string_view what,
                                       const ListLimits& limits,
                                       Findings& findings) {
  if (!has_value(node, what, findings)) return nullptr;
  if (node.kind != YamlNode::Kind::Sequence) {
    findings.error(code::wrong_shape,
                   node.span,
                   fmt::format("{} is {}", what, describe(node)),
                   "expected a list",
                   node.kind == YamlNode::Kind::Scalar
                       ? fmt::format("write [{}]", findings.sources().text_of(node.span))
                       : "");
    return nullptr;
  }
  const size_t size = node.children.size();
  if (size >= limits.least && size <= limits.most) return &node.children;
  findings.error(
      code::out_of_range,
      node.span,
      size == 0 ? fmt::format("{} is an empty list", what)
                : fmt::format("{} has {} items", what, with_thousands(size)),
      size < limits.least
          ? fmt::format("expected at least {} item{}", limits.least, limits.least == 1 ? "" : "s")
          : fmt::format("expected at most {}", with_thousands(limits.most)));
  return nullptr;
}

std::vector<std::string> read_texts(const YamlNode& node,
                                    std::string_view what,
                                    const ListLimits& limits,
                                    const TextLimits& text_limits,
                                    Findings& findings) {
  std::vector<std::string> out;
  std::map<std::string, Span> seen;
  const std::vector<YamlNode>* items = read_list(node, what, limits, findings);
  if (items == nullptr) return out;
  for (const YamlNode& item : *items) {
    auto text = read_text(item, fmt::format("an item of {}", what), text_limits, findings);
    if (!text) continue;
    const auto [first, is_new] = seen.emplace(*text, item.span);
    if (is_new) {
      out.push_back(std::move(*text));
      continue;
    }
    findings.error(code::repeated_value,
                   item.span,
                   fmt::format("{} stands twice in {}, first in line {}",
                               quote(*text),
                               what,
                               findings.sources().place_of(first->second).line),
                   {},
                   "remove one of the two");
  }
  return out;
}

}  // namespace sig::source

#include "source/signature_reader.h"

#include <fmt/format.h>

#include "base/text.h"
#include "model/category.h"
#include "model/names.h"
#include "model/signature_json.h"
#include "source/codes.h"
#include "source/condition_reader.h"
#include "source/object_reader.h"

namespace sig::source {
namespace {

constexpr Seconds longest_block{30 * 86400};
constexpr Seconds longest_window{86400};

bool is_id(std::string_view text) {
  const bool has_ends = !text.empty() && text.front() != '-' && text.back() != '-';
  return has_ends && text.size() <= 64 && text.find("--") == std::string_view::npos &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

void read_identity(ObjectReader& reader, Signature& signature, Findings& findings) {
  if (const YamlNode* node = reader.required("id")) {
    signature.id = read_text(*node, "id", {.most_bytes = 200}, findings).value_or("");
    signature.id_span = node->span;
    if (!signature.id.empty() && !is_id(signature.id)) {
      findings.error(
          code::bad_id,
          node->span,
          fmt::format("{} cannot be an id", quote(signature.id)),
          "expected at most 64 lower-case letters and digits, with single dashes between",
          {});
      signature.id.clear();
    }
    if (!signature.id.empty()) findings.set_subject(signature.id);
  }
  if (const YamlNode* node = reader.required("rev")) {
    const auto rev = read_unsigned(*node, "rev", {.least = 1}, findings);
    signature.rev = static_cast<std::uint32_t>(rev.value_or(1));
    signature.rev_span = node->span;
  }
}

void read_metadata(ObjectReader& reader, Signature& signature, Findings& findings) {
  signature.title = reader.required_text("title").value_or("");
  std::vector<std::string_view> names;
  for (const Category& category : categories())
    names.push_back(category.name);
  if (const YamlNode* node = reader.required("category")) {
    const auto index = read_name(*node, "category", names, findings);
    if (index) signature.category = names[*index];
  }
  signature.severity =
      reader.named<Severity>(reader.required("severity"), "severity", names_of<Severity>())
          .value_or(Severity::Medium);
  signature.confidence =
      reader.named<Confidence>(reader.required("confidence"), "confidence", names_of<Confidence>())
          .value_or(Confidence::Low);
  signature.owner = reader.required_text("owner").value_or("");
  if (const YamlNode* node = reader.required("review_by")) {
    signature.review_by = read_date(*node, "review_by", findings);
  }
  if (const YamlNode* node = reader.optional("references")) {
    signature.references =
        read_texts(*node, "references", {.least = 1, .most = 50}, {.most_bytes = 500}, findings);
  }
}

void read_action(ObjectReader& reader, Signature& signature, Findings& findings) {
  const YamlNode* action_node = reader.required("action");
  const auto action = reader.named<Action>(action_node, "action", names_of<Action>());
  const YamlNode* block_for = reader.optional("block_for");
  signature.action = action.value_or(Action::Alert);
  if (block_for != nullptr) {
    signature.block_for = read_duration(*block_for, "block_for", longest_block, findings);
  }
  if (action == Action::Block && reader.node().find("block_for") == nullptr) {
    findings.error(code::block_without_end,
                   action_node->span,
                   "action is block, but nothing says when the block ends",
                   {},
                   "add block_for: 10m");
  }
  if (action == Action::Alert && block_for != nullptr) {
    findings.error(code::end_without_block,
                   block_for->key_span,
                   "block_for has no effect, as action is alert",
                   {},
                   "remove it, or write action: block");
  }
}

std::optional<Rate> read_rate_window(const YamlNode& node,
                                     std::optional<Surface> surface,
                                     Findings& findings) {
  ObjectReader reader(node, "rate", findings);
  Rate rate;
  if (const YamlNode* count = reader.required("count")) {
    const auto number =
        read_unsigned(*count, "count", {.least = 2, .most = 100000}, findings).value_or(2);
    rate.count = static_cast<std::uint32_t>(number);
  }
  if (const YamlNode* within = reader.required("within")) {
    rate.within = read_duration(*within, "within", longest_window, findings).value_or(Seconds{1});
  }
  if (const YamlNode* by = reader.required("by")) {
    rate.by = read_field(*by, "by", surface, findings).value_or(FieldRef{});
  }
  reader.finish();
  return rate;
}

void read_example_list(const YamlNode* list,
                       std::vector<std::string>& values,
                       std::vector<Span>& spans,
                       Findings& findings) {
  if (list == nullptr) return;
  const std::string key = list->key;
  const std::vector<YamlNode>* items = read_list(*list, key, {.least = 1, .most = 100}, findings);
  if (items == nullptr) return;
  for (const YamlNode& item : *items) {
    const TextLimits limits{.most_bytes = 64U << 10U, .is_printable = false};
    auto text = read_text(item, "an example", limits, findings);
    if (!text) continue;
    values.push_back(std::move(*text));
    spans.push_back(item.span);
  }
}

Examples read_examples(const YamlNode& node, Findings& findings) {
  ObjectReader reader(node, "examples", findings);
  Examples out;
  read_example_list(reader.optional("match"), out.match, out.match_spans, findings);
  read_example_list(reader.optional("no_match"), out.no_match, out.no_match_spans, findings);
  reader.finish();
  return out;
}

}  // namespace

std::optional<Signature> read_signature(const YamlNode& node,
                                        const Variables& variables,
                                        Diagnostics& diagnostics) {
  Findings findings(diagnostics);
  ObjectReader reader(node, "the signature", findings);
  Signature signature;
  read_identity(reader, signature, findings);
  read_metadata(reader, signature, findings);
  // What native rules are of is no surface of the portable language.
  const auto surfaces = names_of<Surface>().first(names_of<Surface>().size() - 1);
  const auto surface = reader.named<Surface>(reader.required("on"), "surface", surfaces);
  signature.on = surface.value_or(Surface::HttpRequest);
  if (const YamlNode* match = reader.required("match")) {
    auto condition = ConditionReader(surface, variables, findings).read(*match);
    if (condition) signature.match = std::move(*condition);
  }
  if (const YamlNode* rate = reader.optional("rate")) {
    signature.rate = read_rate_window(*rate, surface, findings);
  }
  read_action(reader, signature, findings);
  if (const YamlNode* examples = reader.optional("examples")) {
    signature.examples = read_examples(*examples, findings);
  }
  reader.finish();
  if (findings.errors() > 0) return std::nullopt;
  const Sources& sources = findings.sources();
  signature.origin = {sources.at(signature.id_span.source).name(),
                      sources.place_of(signature.id_span).line};
  for (const YamlNode& member : node.children)
    signature.key_spans.emplace(member.key, member.span);
  signature.digest = meaning_digest(signature);
  return signature;
}

}  // namespace sig::source

#include "source/ips_review.h"

#include <algorithm>

#include "base/text.h"

namespace sig::source {
namespace {

constexpr size_t short_pattern = 3;

void review_identity(const IpsSyntax& syntax, IpsDraft& draft) {
  const auto has = [&](std::string_view name) {
    return std::any_of(syntax.options.begin(), syntax.options.end(), [name](const IpsOption& o) {
      return o.name.text == name;
    });
  };
  const bool is_cut = syntax.unterminated != std::string_view::npos;
  if (!has("sid") && !is_cut) {
    draft.findings.error(code::missing_sid,
                         syntax.action,
                         "the rule has no sid",
                         {},
                         "add sid:N; with an N of your own");
  }
  if (!has("msg") && !is_cut) {
    draft.findings.warning(code::missing_msg,
                           syntax.action,
                           "the rule has no msg",
                           {},
                           "add msg:\"...\"; to say what it finds");
  }
}

/// The longest content that can be looked for with many others, or the one the author chose.
const IpsContent* best_pattern(const IpsRule& rule) {
  const IpsContent* best = nullptr;
  for (const IpsInspection& inspection : rule.inspections) {
    for (const IpsCheck& check : inspection.checks) {
      const auto* content = std::get_if<IpsContent>(&check);
      if (content == nullptr || content->negated) continue;
      if (content->fast_pattern) return content;
      if (best == nullptr || content->bytes.size() > best->bytes.size()) best = content;
    }
  }
  return best;
}

void review_fast_pattern(IpsDraft& draft) {
  const IpsContent* best = best_pattern(draft.rule);
  if (best == nullptr || !best->fast_pattern) return;
  const size_t length =
      best->fast_pattern_chop ? best->fast_pattern_chop->second : best->bytes.size();
  if (length >= short_pattern) return;
  draft.findings.warning_at(code::short_fast_pattern,
                            best->span,
                            "the fast pattern has " + counted(length, "byte"),
                            "found in most traffic",
                            "choose a longer content with fast_pattern");
}

}  // namespace

void review_ips_rule(const IpsSyntax& syntax, IpsDraft& draft) {
  review_identity(syntax, draft);
  review_fast_pattern(draft);
}

}  // namespace sig::source

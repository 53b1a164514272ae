#include "source/seclang_chain.h"

#include "base/text.h"
#include "model/seclang_lookup.h"

namespace sig::source {
namespace {

bool is_commented_rule(std::string_view comment) {
  const size_t start = comment.find_first_not_of("# \t");
  if (start == std::string_view::npos) return false;
  comment.remove_prefix(start);
  return same_sec_name(comment.substr(0, 8), "SecRule ") ||
         same_sec_name(comment.substr(0, 10), "SecAction ");
}

std::string_view why_not_chained(SecActionGroup group) {
  return group == SecActionGroup::Disruptive ? "only the first rule of a chain decides what happens"
                                             : "it belongs to the first rule of the chain";
}

}  // namespace

SecRule& SecChains::starter() {
  return std::get<SecRule>(file_.directives[*open_].what);
}

void SecChains::add(SecDirective directive) {
  if (std::holds_alternative<SecRule>(directive.what)) {
    add_rule(std::move(directive));
    return;
  }
  if (is_open()) {
    if (std::holds_alternative<SecMarker>(directive.what)) {
      cut("a marker stands there");
    } else {
      findings_.warning_at(code::chain_cut,
                           directive.name_place,
                           "a directive stands between the rules of a chain",
                           "put it in front of the chain or behind it");
    }
  }
  file_.directives.push_back(std::move(directive));
}

void SecChains::add_rule(SecDirective directive) {
  SecRule& rule = std::get<SecRule>(directive.what);
  rule.place = directive.place;
  const SecAction* chain = rule.find(SecActionKind::Chain);
  if (chain != nullptr) chain_place_ = chain->place;
  if (is_open()) {
    check_chained(rule);
    if (starter().chained.size() >= most_seclang_chain) {
      findings_.error_at(code::seclang_too_large,
                         rule.place,
                         "a chain has more than " + std::to_string(most_seclang_chain) + " rules");
    } else {
      starter().chained.push_back(std::move(rule));
    }
    if (chain == nullptr) open_.reset();
    return;
  }
  file_.directives.push_back(std::move(directive));
  if (chain != nullptr) open_ = file_.directives.size() - 1;
}

void SecChains::check_chained(const SecRule& rule) {
  for (const SecAction& action : rule.actions) {
    const SecActionRow* row = row_of(action.kind);
    if (row == nullptr || row->group == SecActionGroup::Other) continue;
    const std::string message = "a chained rule has the action " + quote(row->name);
    const std::string help(why_not_chained(row->group));
    // libmodsecurity lets everything but disruptive actions pass, and then goes by the first rule.
    const bool is_refused =
        row->group == SecActionGroup::Disruptive || action.kind == SecActionKind::Id ||
        action.kind == SecActionKind::Phase || findings_.engine() == SecEngine::V2;
    if (is_refused) {
      findings_.error_at(code::chained_rule_action, action.place, message, help);
    } else if (findings_.engine() == SecEngine::Any) {
      findings_.warning_at(code::chained_rule_action, action.place, message, help);
    }
  }
}

void SecChains::see_comment(const SecLine& line) {
  if (!is_open() || !is_commented_rule(line.text)) return;
  findings_.start(line);
  findings_.warning(code::comment_in_chain,
                    line.whole(),
                    "a rule of a chain is a comment",
                    "the next rule takes its place in the chain",
                    "remove chain from the rule before it");
}

void SecChains::cut(const std::string& by) {
  if (!is_open()) return;
  findings_.error_at(code::chain_cut,
                     chain_place_,
                     "no rule follows in the chain: " + by,
                     "remove chain, or write the chained rule behind it");
  open_.reset();
}

}  // namespace sig::source

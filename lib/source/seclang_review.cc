#include "source/seclang_review.h"

#include <string>
#include <unordered_map>

#include "base/text.h"

namespace sig::source {
namespace {

using K = SecActionKind;

/// Looks at the rules in the order of an engine.
class Review {
 public:
  Review(const SecReadOptions& options, SecFindings& findings)
      : options_(options), findings_(findings) {}

  void run(const std::vector<const SecDirective*>& directives) {
    for (size_t i = 0; i < directives.size(); ++i) {
      if (const auto* marker = std::get_if<SecMarker>(&directives[i]->what))
        last_marker_[marker->name] = i;
    }
    for (size_t i = 0; i < directives.size(); ++i) {
      const auto* rule = std::get_if<SecRule>(&directives[i]->what);
      if (rule == nullptr) {
        review_default(*directives[i]);
        continue;
      }
      review_rule(*rule, *directives[i]);
      review_skip(*rule, i);
    }
  }

 private:
  void review_rule(const SecRule& rule, const SecDirective& directive) {
    findings_.set_subject(rule.id() == 0 ? std::string() : std::to_string(rule.id()));
    review_id(rule, directive);
    review_phase(rule, directive);
    review_pairs(rule);
    for (const SecRule& chained : rule.chained)
      review_pairs(chained);
  }

  void review_id(const SecRule& rule, const SecDirective& directive) {
    const SecAction* action = rule.find(K::Id);
    if (action == nullptr) {
      findings_.error_at(code::missing_rule_id,
                         directive.name_place,
                         "the rule has no id",
                         "add id:N with an N of your own");
      return;
    }
    const std::uint64_t id = rule.id();
    if (id == 0) return;  // reported as a bad value
    const auto [there, is_new] = ids_.emplace(id, action->place);
    if (!is_new) {
      const Sources& sources = findings_.diagnostics().sources();
      const Place first = sources.place_of(there->second);
      findings_.error_at(code::duplicate_rule_id,
                         action->place,
                         "id " + std::to_string(id) + " is taken by the rule at " +
                             sources.at(there->second.source).name() + ":" +
                             std::to_string(first.line));
    }
    const auto& own = options_.own_ids;
    if (own && (id < own->first || id > own->last)) {
      findings_.error_at(code::rule_id_out_of_range,
                         action->place,
                         "id " + std::to_string(id) + " is not one of " +
                             std::to_string(own->first) + " to " + std::to_string(own->last));
    }
  }

  void review_phase(const SecRule& rule, const SecDirective& directive) {
    if (rule.find(K::Phase) != nullptr) return;
    findings_.warning_at(code::missing_phase,
                         directive.name_place,
                         "the rule names no phase and runs in phase 2",
                         "add phase:2, or the phase in which its variables are there");
  }

  /// Of two that exclude each other the later one holds in both engines.
  void review_pairs(const SecRule& rule) {
    const SecAction* disruptive = nullptr;
    const SecAction* phase = nullptr;
    const SecAction* id = nullptr;
    for (const SecAction& action : rule.actions) {
      const SecActionRow* row = row_of(action.kind);
      const bool is_disruptive = row != nullptr && row->group == SecActionGroup::Disruptive;
      const SecAction** first = is_disruptive             ? &disruptive
                                : action.kind == K::Phase ? &phase
                                : action.kind == K::Id    ? &id
                                                          : nullptr;
      if (first == nullptr) continue;
      if (*first != nullptr) {
        findings_.warning_at(code::conflicting_actions,
                             action.place,
                             "the rule has " + quote(row_of((*first)->kind)->name) +
                                 " as well as " + quote(row->name) + ", and the later one holds");
      }
      *first = &action;
    }
  }

  void review_skip(const SecRule& rule, size_t at) {
    const SecAction* action = rule.find(K::SkipAfter);
    const auto* target = action == nullptr ? nullptr : std::get_if<SecText>(&action->value);
    if (target == nullptr || !target->macros.empty()) return;
    const auto marker = last_marker_.find(target->text);
    if (marker != last_marker_.end() && marker->second > at) return;
    const bool stands_before = marker != last_marker_.end();
    findings_.error_at(
        code::skip_to_nowhere,
        action->place,
        "no marker " + quote(target->text) + " follows: all later rules of the phase are skipped",
        stands_before ? "a marker of that name stands before the rule"
                      : "write behind the rules to skip: SecMarker " + quote(target->text));
  }

  void review_default(const SecDirective& directive) {
    const auto* defaults = std::get_if<SecDefaultAction>(&directive.what);
    if (defaults == nullptr) return;
    SecRule as_rule;
    as_rule.actions = defaults->actions;
    const int phase = as_rule.phase().value_or(2);
    if (defaults_.emplace(phase, true).second) return;
    const std::string message =
        "phase " + std::to_string(phase) + " has a SecDefaultAction already";
    if (options_.engine == SecEngine::V3)
      findings_.error_at(code::one_engine_only, directive.name_place, message);
    if (options_.engine == SecEngine::Any)
      findings_.warning_at(code::one_engine_only,
                           directive.name_place,
                           message + ", which libmodsecurity 3 does not take");
  }

  const SecReadOptions& options_;
  SecFindings& findings_;
  std::unordered_map<std::uint64_t, Span> ids_;
  std::unordered_map<std::string, size_t> last_marker_;
  std::unordered_map<int, bool> defaults_;
};

}  // namespace

void review_seclang(const SecConfiguration& configuration,
                    const SecReadOptions& options,
                    SecFindings& findings) {
  Review(options, findings).run(in_order(configuration));
}

}  // namespace sig::source

#include <set>

#include "base/text.h"
#include "check/seclang_conventions_parts.h"

namespace sig::check {
namespace {

using K = SecActionKind;

/// What the engine itself puts into TX begins so.
constexpr std::string_view of_engine = "msc_";

bool is_captured_name(std::string_view name) {
  return name.size() == 1 && name[0] >= '0' && name[0] <= '9';
}

template <class Visit>
void for_each_rule(const SecConfiguration& configuration, Visit visit) {
  for (const SecDirective* directive : in_order(configuration)) {
    if (const auto* rule = std::get_if<SecRule>(&directive->what)) visit(*rule);
  }
}

/// The names that rules set, or count: who asks whether a variable is there knows that somebody
/// else may set it. In lower case. A name with a macro stands for its fixed beginning.
class SetNames {
 public:
  void add_of(const SecRule& rule) {
    for (const SecVariable& variable : rule.variables) {
      if (variable.collection == "TX" && variable.is_count)
        names_.insert(to_lower_ascii(variable.selector));
    }
    for (const SecAction& action : rule.actions) {
      const auto* set = std::get_if<SecSetVariable>(&action.value);
      if (set == nullptr || set->collection != "tx") continue;
      const std::string name = to_lower_ascii(set->name.text);
      if (set->name.macros.empty()) {
        names_.insert(name);
      } else {
        prefixes_.insert(name.substr(0, set->name.macros[0].at));
      }
    }
  }
  bool has(const std::string& name) const {
    if (names_.count(name) != 0) return true;
    for (const std::string& prefix : prefixes_) {
      if (name.starts_with(prefix)) return true;
    }
    return false;
  }

 private:
  std::set<std::string> names_;
  std::set<std::string> prefixes_;
};

class TransactionCheck {
 public:
  explicit TransactionCheck(ConventionFindings& findings) : findings_(findings) {}

  void run(const SecConfiguration& configuration) {
    for_each_rule(configuration, [this](const SecRule& rule) {
      set_.add_of(rule);
      for (const SecRule& chained : rule.chained)
        set_.add_of(chained);
    });
    for_each_rule(configuration, [this](const SecRule& rule) {
      findings_.about(rule);
      bool captures = check(rule, false);
      for (const SecRule& chained : rule.chained)
        captures = check(chained, captures);
    });
  }

 private:
  /// True when the chain has captured something behind this rule.
  bool check(const SecRule& rule, bool captured_before) {
    for (const SecVariable& variable : rule.variables) {
      const bool is_name = variable.selector_kind == SecVariable::Selector::Name;
      if (variable.collection == "TX" && is_name && !variable.is_count && !variable.is_exclusion)
        check_name(variable.selector, variable.place, captured_before);
    }
    const bool captures = captured_before || rule.find(K::Capture) != nullptr;
    if (rule.form == SecRule::Form::Rule)
      check_macros(rule.test.argument, rule.test.argument_place, captured_before);
    for (const SecAction& action : rule.actions) {
      if (const auto* text = std::get_if<SecText>(&action.value))
        check_macros(*text, action.place, captures);
      if (const auto* set = std::get_if<SecSetVariable>(&action.value))
        check_macros(set->value, action.place, captures);
    }
    return captures;
  }

  void check_macros(const SecText& text, const Span& at, bool captured) {
    for (const SecMacro& macro : text.macros) {
      if (to_lower_ascii(macro.collection) == "tx") check_name(macro.selector, at, captured);
    }
  }

  void check_name(const std::string& written, const Span& at, bool captured) {
    const std::string name = to_lower_ascii(written);
    if (is_captured_name(name)) {
      if (!captured && !set_.has(name))
        findings_.add("SIG0847",
                      at,
                      "TX:" + name + " is read, and no rule of the chain captures",
                      "add capture to the rule whose match is meant");
      return;
    }
    if (name.starts_with(of_engine) || set_.has(name)) return;
    findings_.add("SIG0846", at, "no rule sets " + quote("tx." + name));
  }

  ConventionFindings& findings_;
  SetNames set_;
};

}  // namespace

void check_transaction_variables(const SecConfiguration& configuration,
                                 ConventionFindings& findings) {
  TransactionCheck(findings).run(configuration);
}

}  // namespace sig::check

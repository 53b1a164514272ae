#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/source_text.h"
#include "model/seclang_names.h"

namespace sig {

/// A configuration in SecLang, the language of ModSecurity, typed. Sources of the language: the
/// reference manuals of ModSecurity 2.x and 3.x (the project's wiki), and what libmodsecurity 3.0.9
/// and mod_security2 2.9.7 accept. Plain values; two are equal when they say the same, wherever
/// they stand. Names are in the spelling of the tables in seclang_names.h; a name that no table has
/// is kept as written.

/// Where a thing stands. It is no part of what the thing is: all places are equal.
struct SecPlace : Span {
  SecPlace() = default;
  SecPlace(const Span& span) : Span(span) {}
  friend bool operator==(const SecPlace&, const SecPlace&) { return true; }
};

/// %{COLLECTION.selector} in a text, put in when the rule runs.
struct SecMacro {
  std::string collection;  ///< "TX", "MATCHED_VAR"
  std::string selector;    ///< may be empty
  std::uint32_t at = 0;    ///< of the '%' in the text
  std::uint32_t length = 0;
  friend bool operator==(const SecMacro&, const SecMacro&) = default;
};

/// A text as it stands between its quotes, with the escape of those quotes undone. A backslash
/// before another character stays: what it means is the operator's affair.
struct SecText {
  std::string text;
  std::vector<SecMacro> macros;  ///< in their order; what seclang_macros(text) finds
  friend bool operator==(const SecText&, const SecText&) = default;
};
/// The text with the macros in it.
SecText seclang_text(std::string text);

/// One word of SecRule's list: REQUEST_HEADERS:Host, !ARGS:/^a/, &TX:score, XML:/*.
struct SecVariable {
  enum class Selector : std::uint8_t { None, Name, Regex, XPath };
  std::string collection;
  Selector selector_kind = Selector::None;
  std::string selector;  ///< of a regex what stands between the slashes
  bool is_exclusion = false;
  bool is_count = false;
  SecPlace place;
  friend bool operator==(const SecVariable&, const SecVariable&) = default;
};

struct SecOperator {
  std::string name = "rx";
  bool is_implied = false;  ///< no @ stands there: the whole text is a regex
  bool is_negated = false;
  SecText argument;
  SecPlace place;           ///< between the quotes
  SecPlace argument_place;  ///< of the argument within
  friend bool operator==(const SecOperator&, const SecOperator&) = default;
};

/// setvar:tx.score=+%{tx.critical_anomaly_score}
struct SecSetVariable {
  enum class Change : std::uint8_t { SetToOne, Set, Add, Subtract, Remove };
  Change change = Change::Set;
  std::string collection;  ///< in lower case
  SecText name;
  SecText value;  ///< without the sign; empty for SetToOne and Remove
  friend bool operator==(const SecSetVariable&, const SecSetVariable&) = default;
};
/// expirevar:ip.blocked=60, deprecatevar:ip.score=1/60
struct SecVariableLife {
  std::string collection;  ///< in lower case
  SecText name;
  SecText value;  ///< "60", "1/60"
  friend bool operator==(const SecVariableLife&, const SecVariableLife&) = default;
};
/// initcol:ip=%{REMOTE_ADDR}
struct SecStartCollection {
  std::string collection;  ///< in lower case
  SecText key;
  friend bool operator==(const SecStartCollection&, const SecStartCollection&) = default;
};
/// setenv:NAME=value, setenv:NAME, setenv:!NAME
struct SecEnvironment {
  bool is_removed = false;
  SecText name;
  std::optional<SecText> value;
  friend bool operator==(const SecEnvironment&, const SecEnvironment&) = default;
};
/// ctl:ruleRemoveTargetById=942100;ARGS:password
struct SecControl {
  SecCtlKind kind = SecCtlKind::RuleEngine;
  SecText value;                     ///< what stands between '=' and ';'
  std::vector<SecVariable> targets;  ///< behind the ';'
  friend bool operator==(const SecControl&, const SecControl&) = default;
};

/// monostate: the action takes no value or has none. A number is that of id, phase, severity, skip
/// and status. A string is the name of a transformation, or the value of an unknown action.
using SecActionValue = std::variant<std::monostate,
                                    std::uint64_t,
                                    std::string,
                                    SecText,
                                    SecSetVariable,
                                    SecVariableLife,
                                    SecStartCollection,
                                    SecEnvironment,
                                    SecControl>;

struct SecAction {
  SecActionKind kind = SecActionKind::Unknown;
  std::string name;  ///< of an unknown action; else empty
  SecActionValue value;
  SecPlace place;
  friend bool operator==(const SecAction&, const SecAction&) = default;
};

/// SecRule, SecAction or SecRuleScript, with the rules that it is chained to.
struct SecRule {
  enum class Form : std::uint8_t { Rule, Action, Script };
  Form form = Form::Rule;
  std::vector<SecVariable> variables;  ///< of a Rule
  SecOperator test;                    ///< of a Rule
  std::string script;                  ///< of a Script: the path as written
  SecPlace script_place;
  std::vector<SecAction> actions;  ///< in the order of the rule, transformations among them
  std::vector<SecRule> chained;    ///< all that must hold as well, in order; these hold none
  SecPlace place;
  friend bool operator==(const SecRule&, const SecRule&) = default;

  const SecAction* find(SecActionKind kind) const;
  /// 0 when the rule has none.
  std::uint64_t id() const;
  /// 1 to 5; nothing when the rule does not say.
  std::optional<int> phase() const;
  /// In order, with t:none and what it takes back.
  std::vector<std::string> transformations() const;
};

struct SecMarker {
  std::string name;
  friend bool operator==(const SecMarker&, const SecMarker&) = default;
};
struct SecDefaultAction {
  std::vector<SecAction> actions;
  friend bool operator==(const SecDefaultAction&, const SecDefaultAction&) = default;
};

struct SecIdRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  friend bool operator==(const SecIdRange&, const SecIdRange&) = default;
};
/// Which rules an update is about: by id, or by a regex that finds their tag or message.
struct SecSelection {
  enum class By : std::uint8_t { Id, Tag, Message };
  By by = By::Id;
  std::vector<SecIdRange> ids;
  std::string text;
  friend bool operator==(const SecSelection&, const SecSelection&) = default;
};
struct SecRemoval {
  SecSelection rules;
  friend bool operator==(const SecRemoval&, const SecRemoval&) = default;
};
struct SecTargetUpdate {
  SecSelection rules;
  std::vector<SecVariable> variables;
  std::vector<SecVariable> replaced;  ///< ModSecurity 2: takes the place of these
  friend bool operator==(const SecTargetUpdate&, const SecTargetUpdate&) = default;
};
struct SecActionUpdate {
  std::uint64_t id = 0;
  std::optional<std::uint64_t> chain_offset;  ///< 0 is the first rule of the chain
  std::vector<SecAction> actions;
  friend bool operator==(const SecActionUpdate&, const SecActionUpdate&) = default;
};

struct SecFile;
struct SecInclude {
  std::string pattern;  ///< as written, with its wildcards
  bool is_optional = false;
  std::vector<SecFile> files;  ///< what was read for it, in order
  bool operator==(const SecInclude& other) const;
};

struct SecArgument {
  std::string text;
  bool is_quoted = false;
  friend bool operator==(const SecArgument&, const SecArgument&) = default;
};
/// Every other directive.
struct SecSetting {
  std::string name;
  std::vector<SecArgument> arguments;
  friend bool operator==(const SecSetting&, const SecSetting&) = default;
};

using SecStatement = std::variant<SecRule,
                                  SecMarker,
                                  SecDefaultAction,
                                  SecRemoval,
                                  SecTargetUpdate,
                                  SecActionUpdate,
                                  SecInclude,
                                  SecSetting>;
struct SecDirective {
  SecStatement what;
  SecPlace place;       ///< the directive with all its lines
  SecPlace name_place;  ///< its first word
  friend bool operator==(const SecDirective&, const SecDirective&) = default;
};

struct SecFile {
  std::string name;
  std::vector<SecDirective> directives;
  friend bool operator==(const SecFile&, const SecFile&) = default;
};

/// The files that were given, each with what it includes.
struct SecConfiguration {
  std::vector<SecFile> files;
  friend bool operator==(const SecConfiguration&, const SecConfiguration&) = default;
};

/// All directives in the order in which an engine meets them, those of included files in place of
/// their Include. Pointers into the configuration.
std::vector<const SecDirective*> in_order(const SecConfiguration& configuration);

}  // namespace sig

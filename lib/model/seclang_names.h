#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace sig {

/// The words of SecLang: variables, operators, transformations, actions and directives, and which
/// engine knows each. Sources: the reference manuals of ModSecurity 2.x and 3.x; each row was tried
/// with libmodsecurity 3.0.9 and mod_security2 2.9.7. Names are looked up without regard to case,
/// as both engines do. Static storage.

/// Which engine a configuration is for. Any: what only one of them knows is worth a warning.
enum class SecEngine : std::uint8_t { Any, V3, V2 };

struct SecKnownBy {
  bool v3 = true;
  bool v2 = true;
};
inline constexpr SecKnownBy sec_both{true, true};
inline constexpr SecKnownBy sec_v3{true, false};
inline constexpr SecKnownBy sec_v2{false, true};

/// "libmodsecurity 3", "ModSecurity 2.9".
std::string_view to_string(SecEngine engine);

enum class SecUse : std::uint8_t { None, Optional, Required };

struct SecVariableRow {
  std::string_view name;
  SecUse selector = SecUse::None;
  SecKnownBy known = sec_both;
};

enum class SecOperand : std::uint8_t {
  Nothing,
  Text,
  Regex,
  Number,
  Addresses,
  Phrases,
  ByteRanges,
  DataFile,     ///< a file of phrases, beside the rules
  AddressFile,  ///< a file of addresses or a URL
  OtherFile,    ///< a script, a DTD, a schema: the first word is a path
};
struct SecOperatorRow {
  std::string_view name;
  SecOperand operand = SecOperand::Text;
  SecUse argument = SecUse::Required;
  SecKnownBy known = sec_both;
};

struct SecTransformationRow {
  std::string_view name;
  SecKnownBy known = sec_both;
};

enum class SecActionKind : std::uint8_t {
  Unknown,
  Id,
  Phase,
  Rev,
  Ver,
  Msg,
  Tag,
  Severity,
  Maturity,
  Accuracy,
  LogData,
  Log,
  NoLog,
  AuditLog,
  NoAuditLog,
  SanitiseArg,
  SanitiseMatched,
  SanitiseMatchedBytes,
  SanitiseRequestHeader,
  SanitiseResponseHeader,
  Allow,
  Block,
  Deny,
  Drop,
  Pass,
  Redirect,
  Proxy,
  Pause,
  HttpStatus,
  Capture,
  Chain,
  MultiMatch,
  Transformation,
  SetVar,
  SetEnv,
  SetUid,
  SetSid,
  SetRsc,
  InitCol,
  ExpireVar,
  DeprecateVar,
  Ctl,
  Skip,
  SkipAfter,
  Exec,
  Append,
  Prepend,
  XmlNamespace,
};
/// What a rule of a chain other than its first may not have.
enum class SecActionGroup : std::uint8_t { Other, Metadata, Disruptive, Flow };
struct SecActionRow {
  std::string_view name;  ///< the first row of a kind has the name that is printed
  SecActionKind kind = SecActionKind::Unknown;
  SecUse value = SecUse::None;
  SecActionGroup group = SecActionGroup::Other;
  SecKnownBy known = sec_both;
};

enum class SecCtlKind : std::uint8_t {
  Unknown,
  AuditEngine,
  AuditLogParts,
  DebugLogLevel,
  ForceRequestBodyVariable,
  HashEnforcement,
  HashEngine,
  RequestBodyAccess,
  RequestBodyLimit,
  RequestBodyProcessor,
  ResponseBodyAccess,
  ResponseBodyLimit,
  RuleEngine,
  RuleRemoveById,
  RuleRemoveByMsg,
  RuleRemoveByTag,
  RuleRemoveTargetById,
  RuleRemoveTargetByMsg,
  RuleRemoveTargetByTag,
};
enum class SecSettingValue : std::uint8_t {
  Text,
  OnOff,
  Engine,       ///< On, Off, DetectionOnly
  AuditEngine,  ///< On, Off, RelevantOnly
  Number,
  Ids,
};
struct SecCtlRow {
  std::string_view name;
  SecCtlKind kind = SecCtlKind::Unknown;
  SecSettingValue value = SecSettingValue::Text;
  bool has_target = false;
  SecKnownBy known = sec_both;
};

enum class SecDirectiveKind : std::uint8_t {
  Rule,
  Action,
  Script,
  Marker,
  DefaultAction,
  RemoveById,
  RemoveByTag,
  RemoveByMsg,
  UpdateTargetById,
  UpdateTargetByTag,
  UpdateTargetByMsg,
  UpdateActionById,
  Include,
  Setting,
};
struct SecDirectiveRow {
  std::string_view name;
  SecDirectiveKind kind = SecDirectiveKind::Setting;
  size_t least = 1;  ///< arguments
  size_t most = 1;
  SecSettingValue value = SecSettingValue::Text;  ///< of the first argument of a Setting
  SecKnownBy known = sec_both;
};

std::span<const SecVariableRow> seclang_variables();
std::span<const SecOperatorRow> seclang_operators();
std::span<const SecTransformationRow> seclang_transformations();
std::span<const SecActionRow> seclang_actions();
std::span<const SecCtlRow> seclang_controls();
std::span<const SecDirectiveRow> seclang_directives();

/// The row of a name in any case, or nullptr.
const SecVariableRow* find_sec_variable(std::string_view name);
const SecOperatorRow* find_sec_operator(std::string_view name);
const SecTransformationRow* find_sec_transformation(std::string_view name);
const SecActionRow* find_sec_action(std::string_view name);
const SecCtlRow* find_sec_control(std::string_view name);
const SecDirectiveRow* find_sec_directive(std::string_view name);

/// The first row of a kind; nullptr for Unknown.
const SecActionRow* row_of(SecActionKind kind);
const SecCtlRow* row_of(SecCtlKind kind);

/// "EMERGENCY" (0) to "DEBUG" (7).
std::span<const std::string_view> seclang_severities();

}  // namespace sig

#include "model/seclang_lookup.h"
#include "model/seclang_names.h"

namespace sig {
namespace {

using A = SecActionKind;
using G = SecActionGroup;
using U = SecUse;
using C = SecCtlKind;
using V = SecSettingValue;

constexpr SecActionRow actions[] = {
    {"id", A::Id, U::Required, G::Metadata},
    {"phase", A::Phase, U::Required, G::Flow},
    {"rev", A::Rev, U::Required, G::Metadata},
    {"ver", A::Ver, U::Required, G::Metadata},
    {"msg", A::Msg, U::Required, G::Metadata},
    {"tag", A::Tag, U::Required},
    {"severity", A::Severity, U::Required, G::Metadata},
    {"maturity", A::Maturity, U::Required, G::Metadata},
    {"accuracy", A::Accuracy, U::Required, G::Metadata},
    {"logdata", A::LogData, U::Required, G::Metadata},
    {"log", A::Log},
    {"nolog", A::NoLog},
    {"auditlog", A::AuditLog},
    {"noauditlog", A::NoAuditLog},
    {"sanitiseArg", A::SanitiseArg, U::Required, G::Other, sec_v2},
    {"sanitizeArg", A::SanitiseArg, U::Required, G::Other, sec_v2},
    {"sanitiseMatched", A::SanitiseMatched, U::None, G::Other, sec_v2},
    {"sanitizeMatched", A::SanitiseMatched, U::None, G::Other, sec_v2},
    {"sanitiseMatchedBytes", A::SanitiseMatchedBytes, U::Optional, G::Other, sec_v2},
    {"sanitizeMatchedBytes", A::SanitiseMatchedBytes, U::Optional, G::Other, sec_v2},
    {"sanitiseRequestHeader", A::SanitiseRequestHeader, U::Required, G::Other, sec_v2},
    {"sanitizeRequestHeader", A::SanitiseRequestHeader, U::Required, G::Other, sec_v2},
    {"sanitiseResponseHeader", A::SanitiseResponseHeader, U::Required, G::Other, sec_v2},
    {"sanitizeResponseHeader", A::SanitiseResponseHeader, U::Required, G::Other, sec_v2},
    {"allow", A::Allow, U::Optional, G::Disruptive},
    {"block", A::Block, U::None, G::Disruptive},
    {"deny", A::Deny, U::None, G::Disruptive},
    {"drop", A::Drop, U::None, G::Disruptive},
    {"pass", A::Pass, U::None, G::Disruptive},
    {"redirect", A::Redirect, U::Required, G::Disruptive},
    {"proxy", A::Proxy, U::Required, G::Disruptive, sec_v2},
    {"pause", A::Pause, U::Required, G::Other, sec_v2},
    {"status", A::HttpStatus, U::Required},
    {"capture", A::Capture},
    {"chain", A::Chain},
    {"multiMatch", A::MultiMatch},
    {"t", A::Transformation, U::Required},
    {"setvar", A::SetVar, U::Required},
    {"setenv", A::SetEnv, U::Required},
    {"setuid", A::SetUid, U::Required},
    {"setsid", A::SetSid, U::Required},
    {"setrsc", A::SetRsc, U::Required},
    {"initcol", A::InitCol, U::Required},
    {"expirevar", A::ExpireVar, U::Required},
    {"deprecatevar", A::DeprecateVar, U::Required, G::Other, sec_v2},
    {"ctl", A::Ctl, U::Required},
    {"skip", A::Skip, U::Required, G::Flow},
    {"skipAfter", A::SkipAfter, U::Required, G::Flow},
    {"exec", A::Exec, U::Required},
    {"append", A::Append, U::Required, G::Other, sec_v2},
    {"prepend", A::Prepend, U::Required, G::Other, sec_v2},
    {"xmlns", A::XmlNamespace, U::Required},
};

constexpr SecCtlRow controls[] = {
    {"auditEngine", C::AuditEngine, V::AuditEngine},
    {"auditLogParts", C::AuditLogParts},
    {"debugLogLevel", C::DebugLogLevel, V::Number, false, sec_v2},
    {"forceRequestBodyVariable", C::ForceRequestBodyVariable, V::OnOff},
    {"hashEnforcement", C::HashEnforcement, V::OnOff, false, sec_v2},
    {"hashEngine", C::HashEngine, V::OnOff, false, sec_v2},
    {"requestBodyAccess", C::RequestBodyAccess, V::OnOff},
    {"requestBodyLimit", C::RequestBodyLimit, V::Number, false, sec_v2},
    {"requestBodyProcessor", C::RequestBodyProcessor},
    {"responseBodyAccess", C::ResponseBodyAccess, V::OnOff, false, sec_v2},
    {"responseBodyLimit", C::ResponseBodyLimit, V::Number, false, sec_v2},
    {"ruleEngine", C::RuleEngine, V::Engine},
    {"ruleRemoveById", C::RuleRemoveById, V::Ids},
    {"ruleRemoveByMsg", C::RuleRemoveByMsg, V::Text, false, sec_v2},
    {"ruleRemoveByTag", C::RuleRemoveByTag},
    {"ruleRemoveTargetById", C::RuleRemoveTargetById, V::Ids, true},
    {"ruleRemoveTargetByMsg", C::RuleRemoveTargetByMsg, V::Text, true, sec_v2},
    {"ruleRemoveTargetByTag", C::RuleRemoveTargetByTag, V::Text, true},
};

constexpr std::string_view severities[] = {
    "EMERGENCY", "ALERT", "CRITICAL", "ERROR", "WARNING", "NOTICE", "INFO", "DEBUG"};

template <class Row, class Kind>
const Row* first_of(std::span<const Row> rows, Kind kind) {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [kind](const Row& row) { return row.kind == kind; });
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace

std::string_view to_string(SecEngine engine) {
  return engine == SecEngine::V2   ? "ModSecurity 2.9"
         : engine == SecEngine::V3 ? "libmodsecurity 3"
                                   : "ModSecurity";
}

std::span<const SecActionRow> seclang_actions() {
  return actions;
}
std::span<const SecCtlRow> seclang_controls() {
  return controls;
}
std::span<const std::string_view> seclang_severities() {
  return severities;
}

const SecActionRow* find_sec_action(std::string_view name) {
  return find_row<SecActionRow>(actions, name);
}
const SecCtlRow* find_sec_control(std::string_view name) {
  return find_row<SecCtlRow>(controls, name);
}

const SecActionRow* row_of(SecActionKind kind) {
  return first_of(seclang_actions(), kind);
}
const SecCtlRow* row_of(SecCtlKind kind) {
  return first_of(seclang_controls(), kind);
}

}  // namespace sig

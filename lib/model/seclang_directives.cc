#include "model/seclang_lookup.h"
#include "model/seclang_names.h"

namespace sig {
namespace {

using D = SecDirectiveKind;
using V = SecSettingValue;
constexpr size_t many = 100000;

constexpr SecDirectiveRow rows[] = {
    {"SecRule", D::Rule, 2, 3},
    {"SecAction", D::Action},
    {"SecRuleScript", D::Script, 1, 2},
    {"SecMarker", D::Marker},
    {"SecDefaultAction", D::DefaultAction},
    {"SecRuleRemoveById", D::RemoveById, 1, many},
    {"SecRuleRemoveByTag", D::RemoveByTag},
    {"SecRuleRemoveByMsg", D::RemoveByMsg},
    {"SecRuleUpdateTargetById", D::UpdateTargetById, 2, 3},
    {"SecRuleUpdateTargetByTag", D::UpdateTargetByTag, 2, 3},
    {"SecRuleUpdateTargetByMsg", D::UpdateTargetByMsg, 2, 3},
    {"SecRuleUpdateActionById", D::UpdateActionById, 2, 2},
    {"Include", D::Include},
    {"IncludeOptional", D::Include, 1, 1, V::Text, sec_v2},
    {"SecArgumentSeparator"},
    {"SecArgumentsLimit", D::Setting, 1, 1, V::Number},
    {"SecAuditEngine", D::Setting, 1, 1, V::AuditEngine},
    {"SecAuditLog"},
    {"SecAuditLog2"},
    {"SecAuditLogDirMode"},
    {"SecAuditLogFileMode"},
    {"SecAuditLogFormat"},
    {"SecAuditLogParts"},
    {"SecAuditLogRelevantStatus"},
    {"SecAuditLogStorageDir"},
    {"SecAuditLogType"},
    {"SecCacheTransformations", D::Setting, 1, 2, V::Text, sec_v2},
    {"SecChrootDir", D::Setting, 1, 1, V::Text, sec_v2},
    {"SecCollectionTimeout", D::Setting, 1, 1, V::Number},
    {"SecComponentSignature"},
    {"SecConnEngine", D::Setting, 1, 1, V::Engine},
    {"SecConnReadStateLimit", D::Setting, 1, 2, V::Number, sec_v2},
    {"SecConnWriteStateLimit", D::Setting, 1, 2, V::Number, sec_v2},
    {"SecContentInjection", D::Setting, 1, 1, V::OnOff, sec_v2},
    {"SecCookieFormat", D::Setting, 1, 1, V::Number},
    {"SecCookieV0Separator", D::Setting, 1, 1, V::Text, sec_v2},
    {"SecDataDir"},
    {"SecDebugLog"},
    {"SecDebugLogLevel", D::Setting, 1, 1, V::Number},
    {"SecDisableBackendCompression", D::Setting, 1, 1, V::OnOff, sec_v2},
    {"SecGeoLookupDb"},
    {"SecGsbLookupDb", D::Setting, 1, 1, V::Text, sec_v2},
    {"SecGuardianLog", D::Setting, 1, 2, V::Text, sec_v2},
    {"SecHashEngine", D::Setting, 1, 1, V::OnOff},
    {"SecHashKey", D::Setting, 1, 2, V::Text, sec_v2},
    {"SecHashMethodPm", D::Setting, 1, 2, V::Text, sec_v2},
    {"SecHashMethodRx", D::Setting, 1, 2, V::Text, sec_v2},
    {"SecHashParam", D::Setting, 1, 1, V::Text, sec_v2},
    {"SecHttpBlKey"},
    {"SecInterceptOnError", D::Setting, 1, 1, V::OnOff},
    {"SecPcreMatchLimit", D::Setting, 1, 1, V::Number},
    {"SecPcreMatchLimitRecursion", D::Setting, 1, 1, V::Number},
    {"SecReadStateLimit", D::Setting, 1, 2, V::Number, sec_v2},
    {"SecRemoteRules", D::Setting, 2, 3},
    {"SecRemoteRulesFailAction"},
    {"SecRequestBodyAccess", D::Setting, 1, 1, V::OnOff},
    {"SecRequestBodyInMemoryLimit", D::Setting, 1, 1, V::Number, sec_v2},
    {"SecRequestBodyJsonDepthLimit", D::Setting, 1, 1, V::Number},
    {"SecRequestBodyLimit", D::Setting, 1, 1, V::Number},
    {"SecRequestBodyLimitAction"},
    {"SecRequestBodyNoFilesLimit", D::Setting, 1, 1, V::Number},
    {"SecRequestEncoding", D::Setting, 1, 1, V::Text, sec_v2},
    {"SecResponseBodyAccess", D::Setting, 1, 1, V::OnOff},
    {"SecResponseBodyLimit", D::Setting, 1, 1, V::Number},
    {"SecResponseBodyLimitAction"},
    {"SecResponseBodyMimeType", D::Setting, 1, many},
    {"SecResponseBodyMimeTypesClear", D::Setting, 0, 0},
    {"SecRuleEngine", D::Setting, 1, 1, V::Engine},
    {"SecRuleInheritance", D::Setting, 1, 1, V::OnOff, sec_v2},
    {"SecRulePerfTime", D::Setting, 1, 1, V::Number, sec_v2},
    {"SecSensorId", D::Setting, 1, 1, V::Text, sec_v2},
    {"SecServerSignature", D::Setting, 1, 1, V::Text, sec_v2},
    {"SecStatusEngine", D::Setting, 1, 1, V::OnOff},
    {"SecStreamInBodyInspection", D::Setting, 1, 1, V::OnOff, sec_v2},
    {"SecStreamOutBodyInspection", D::Setting, 1, 1, V::OnOff, sec_v2},
    {"SecTmpDir"},
    {"SecTmpSaveUploadedFiles", D::Setting, 1, 1, V::OnOff},
    {"SecUnicodeCodePage", D::Setting, 1, 1, V::Number, sec_v2},
    {"SecUnicodeMapFile", D::Setting, 1, 2},
    {"SecUploadDir"},
    {"SecUploadFileLimit", D::Setting, 1, 1, V::Number},
    {"SecUploadFileMode"},
    {"SecUploadKeepFiles"},
    {"SecWebAppId"},
    {"SecWriteStateLimit", D::Setting, 1, 2, V::Number, sec_v2},
    {"SecXmlExternalEntity", D::Setting, 1, 1, V::OnOff},
};

}  // namespace

std::span<const SecDirectiveRow> seclang_directives() {
  return rows;
}

const SecDirectiveRow* find_sec_directive(std::string_view name) {
  return find_row<SecDirectiveRow>(rows, name);
}

}  // namespace sig

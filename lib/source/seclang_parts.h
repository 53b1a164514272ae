#pragma once

#include <string>
#include <vector>

#include "model/seclang.h"
#include "source/seclang_findings.h"
#include "source/seclang_words.h"

namespace sig::source {

/// Readers of the parts of a directive. Each keeps what it does not know as it is written, says so,
/// and goes on.

/// "ARGS|!ARGS:/^a/|&TX:score"
std::vector<SecVariable> read_sec_variables(const SecWord& list, SecFindings& findings);

/// "!@rx ^a", "^a"
SecOperator read_sec_operator(const SecCut& cut, SecFindings& findings);

/// "id:1,phase:2,deny,t:none"
std::vector<SecAction> read_sec_actions(const SecWord& list, SecFindings& findings);

/// The value of a ctl: "ruleRemoveTargetById=1;ARGS:a".
SecControl read_sec_control(const SecEntry& entry, SecFindings& findings);

/// "1", "1-5"; nothing when it is neither.
std::optional<SecIdRange> parse_sec_ids(std::string_view text);

/// A text with its macros, each of which must name a variable. `word` is the place for findings.
SecText read_sec_text(std::string text, const SecWord& word, SecFindings& findings);

/// A text that is one of those that `kind` allows.
bool is_sec_value(SecSettingValue kind, std::string_view text);
/// "On or Off"
std::string_view words_for(SecSettingValue kind);

/// Any directive but Include: what it is, or nothing when it cannot be read as one.
std::optional<SecStatement> read_sec_statement(const SecDirectiveRow& row,
                                               const std::vector<SecCut>& words,
                                               SecFindings& findings);

}  // namespace sig::source

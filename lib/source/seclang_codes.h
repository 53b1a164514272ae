#pragma once

#include <string_view>

/// The codes of base/diagnostic_codes.cc that the reader of SecLang reports, by name.
namespace sig::source::code {

inline constexpr std::string_view seclang_syntax = "SIG0801";
inline constexpr std::string_view unclosed_seclang_quote = "SIG0802";
inline constexpr std::string_view unknown_directive = "SIG0803";
inline constexpr std::string_view one_engine_only = "SIG0804";
inline constexpr std::string_view unknown_seclang_variable = "SIG0805";
inline constexpr std::string_view bad_selector = "SIG0806";
inline constexpr std::string_view unknown_operator = "SIG0807";
inline constexpr std::string_view bad_operator_argument = "SIG0808";
inline constexpr std::string_view unknown_transformation = "SIG0809";
inline constexpr std::string_view unknown_action = "SIG0810";
inline constexpr std::string_view bad_action_value = "SIG0811";
inline constexpr std::string_view value_quoting = "SIG0812";
inline constexpr std::string_view bad_setvar = "SIG0813";
inline constexpr std::string_view ignored_expirevar = "SIG0814";
inline constexpr std::string_view missing_rule_id = "SIG0815";
inline constexpr std::string_view duplicate_rule_id = "SIG0816";
inline constexpr std::string_view rule_id_out_of_range = "SIG0817";
inline constexpr std::string_view missing_phase = "SIG0818";
inline constexpr std::string_view skip_to_nowhere = "SIG0819";
inline constexpr std::string_view chain_cut = "SIG0820";
inline constexpr std::string_view comment_in_chain = "SIG0821";
inline constexpr std::string_view chained_rule_action = "SIG0822";
inline constexpr std::string_view data_file_not_found = "SIG0823";
inline constexpr std::string_view include_not_found = "SIG0824";
inline constexpr std::string_view include_too_deep = "SIG0825";
inline constexpr std::string_view seclang_too_large = "SIG0826";
inline constexpr std::string_view conflicting_actions = "SIG0827";
inline constexpr std::string_view bad_macro = "SIG0828";
inline constexpr std::string_view bad_directive_value = "SIG0829";
inline constexpr std::string_view blank_behind_backslash = "SIG0830";
inline constexpr std::string_view comment_goes_on = "SIG0831";
inline constexpr std::string_view seclang_nul_byte = "SIG0832";

}  // namespace sig::source::code

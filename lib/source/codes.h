#pragma once

#include <string_view>

/// The codes of base/diagnostic_codes.cc that source/ reports, by name.
namespace sig::source::code {

// 01: text and YAML
inline constexpr std::string_view duplicate_key = "SIG0101";
inline constexpr std::string_view too_large = "SIG0102";
inline constexpr std::string_view not_utf8 = "SIG0103";
inline constexpr std::string_view control_character = "SIG0104";
inline constexpr std::string_view byte_order_mark = "SIG0105";
inline constexpr std::string_view invisible_character = "SIG0106";
inline constexpr std::string_view syntax = "SIG0107";
inline constexpr std::string_view anchor_or_alias = "SIG0108";
inline constexpr std::string_view merge_key = "SIG0109";
inline constexpr std::string_view tag = "SIG0110";
inline constexpr std::string_view second_document = "SIG0111";
inline constexpr std::string_view unclosed_quote = "SIG0112";
inline constexpr std::string_view stray_text = "SIG0113";
inline constexpr std::string_view too_deep = "SIG0114";
inline constexpr std::string_view too_many_values = "SIG0115";
inline constexpr std::string_view too_many_keys = "SIG0116";
inline constexpr std::string_view empty_file = "SIG0117";
inline constexpr std::string_view directive = "SIG0118";
inline constexpr std::string_view complex_key = "SIG0119";
inline constexpr std::string_view unknown_key = "SIG0120";
inline constexpr std::string_view missing_key = "SIG0121";
inline constexpr std::string_view wrong_shape = "SIG0122";
inline constexpr std::string_view missing_value = "SIG0123";
inline constexpr std::string_view not_text = "SIG0124";
inline constexpr std::string_view not_number = "SIG0125";
inline constexpr std::string_view not_boolean = "SIG0126";
inline constexpr std::string_view not_duration = "SIG0127";
inline constexpr std::string_view not_date = "SIG0128";
inline constexpr std::string_view not_rate = "SIG0129";
inline constexpr std::string_view unknown_name = "SIG0130";
inline constexpr std::string_view out_of_range = "SIG0131";
inline constexpr std::string_view too_long = "SIG0132";
inline constexpr std::string_view unprintable_text = "SIG0133";
inline constexpr std::string_view repeated_value = "SIG0134";
inline constexpr std::string_view unsupported_language = "SIG0135";

// 02: signature fields
inline constexpr std::string_view bad_id = "SIG0201";
inline constexpr std::string_view unknown_field = "SIG0202";
inline constexpr std::string_view field_without_name = "SIG0203";
inline constexpr std::string_view field_not_on_surface = "SIG0204";
inline constexpr std::string_view no_operator = "SIG0205";
inline constexpr std::string_view two_operators = "SIG0206";
inline constexpr std::string_view operator_not_for_field = "SIG0207";
inline constexpr std::string_view option_not_for_test = "SIG0208";
inline constexpr std::string_view empty_pattern = "SIG0209";
inline constexpr std::string_view bad_network = "SIG0210";
inline constexpr std::string_view host_bits = "SIG0211";
inline constexpr std::string_view unknown_variable = "SIG0212";
inline constexpr std::string_view never_holds = "SIG0213";
inline constexpr std::string_view mixed_condition = "SIG0214";
inline constexpr std::string_view empty_condition = "SIG0215";
inline constexpr std::string_view condition_too_large = "SIG0216";
inline constexpr std::string_view block_without_end = "SIG0217";
inline constexpr std::string_view end_without_block = "SIG0218";

// 03: sigctl.yaml
inline constexpr std::string_view bad_name = "SIG0301";
inline constexpr std::string_view bad_path = "SIG0302";
inline constexpr std::string_view source_not_found = "SIG0303";
inline constexpr std::string_view unknown_corpus = "SIG0304";
inline constexpr std::string_view wrong_label = "SIG0305";
inline constexpr std::string_view unknown_environment = "SIG0306";
inline constexpr std::string_view wrong_order = "SIG0307";
inline constexpr std::string_view unknown_driver = "SIG0308";
inline constexpr std::string_view missing_setting = "SIG0309";
inline constexpr std::string_view bad_variable_name = "SIG0310";
inline constexpr std::string_view bad_never_block = "SIG0311";
inline constexpr std::string_view gate_without_corpus = "SIG0312";

// 05: corpora
inline constexpr std::string_view bad_client_rule = "SIG0501";
inline constexpr std::string_view missing_client_reason = "SIG0502";
inline constexpr std::string_view bad_digest = "SIG0503";
inline constexpr std::string_view bad_corpus_path = "SIG0504";
inline constexpr std::string_view more_rejected_than_records = "SIG0505";
inline constexpr std::string_view reversed_times = "SIG0506";

// 06: rules of Suricata and Snort
inline constexpr std::string_view rule_syntax = "SIG0601";
inline constexpr std::string_view bad_action = "SIG0602";
inline constexpr std::string_view bad_protocol = "SIG0603";
inline constexpr std::string_view bad_direction = "SIG0604";
inline constexpr std::string_view bad_rule_address = "SIG0605";
inline constexpr std::string_view bad_rule_port = "SIG0606";
inline constexpr std::string_view unknown_rule_variable = "SIG0607";
inline constexpr std::string_view nothing_left = "SIG0608";
inline constexpr std::string_view unclosed_rule_quote = "SIG0609";
inline constexpr std::string_view unknown_keyword = "SIG0610";
inline constexpr std::string_view keyword_of_other_engine = "SIG0611";
inline constexpr std::string_view keyword_without_value = "SIG0612";
inline constexpr std::string_view keyword_takes_no_value = "SIG0613";
inline constexpr std::string_view bad_keyword_value = "SIG0614";
inline constexpr std::string_view repeated_keyword = "SIG0615";
inline constexpr std::string_view missing_sid = "SIG0616";
inline constexpr std::string_view missing_msg = "SIG0617";
inline constexpr std::string_view duplicate_sid = "SIG0618";
inline constexpr std::string_view replaced_by_revision = "SIG0619";
inline constexpr std::string_view bad_content = "SIG0620";
inline constexpr std::string_view modifier_without_content = "SIG0621";
inline constexpr std::string_view conflicting_modifiers = "SIG0622";
inline constexpr std::string_view never_matches = "SIG0623";
inline constexpr std::string_view bad_pcre = "SIG0624";
inline constexpr std::string_view mixed_buffers = "SIG0625";
inline constexpr std::string_view buffer_without_check = "SIG0626";
inline constexpr std::string_view short_fast_pattern = "SIG0627";
inline constexpr std::string_view unknown_byte_variable = "SIG0628";
inline constexpr std::string_view rule_too_long = "SIG0629";
inline constexpr std::string_view too_many_options = "SIG0630";
inline constexpr std::string_view indented_rule = "SIG0631";
inline constexpr std::string_view rule_nul_byte = "SIG0632";

}  // namespace sig::source::code

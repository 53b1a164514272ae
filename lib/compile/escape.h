#pragma once

#include <string>
#include <string_view>

namespace sig::compile {

// One function for each place in a rule where text of a person goes. Whatever the text, what comes
// out ends no option and starts none.

/// The inside of content:"...": letters and digits as they are, all else as |41 42|.
std::string content_text(std::string_view bytes);

/// The inside of msg:"..." for Suricata, which takes \" \; and \\ back: control characters become
/// blanks, what is not UTF-8 becomes ?.
std::string suricata_message(std::string_view title);
/// The same for Snort, where nothing is escaped: " becomes ', \ becomes /, ; becomes a comma.
std::string snort_message(std::string_view title);

/// A value of metadata: letters, digits and . _ - @ / + : as they are, all else one _.
std::string metadata_value(std::string_view text);

/// `kind,value` of reference for a reference of a signature such as "cwe:22", "cve:2021-44228" or
/// an address; empty when the engines have no kind for it, or it holds anything but letters, digits
/// and - _ . / ? =, at which they would cut it.
std::string reference_value(std::string_view reference);

}  // namespace sig::compile

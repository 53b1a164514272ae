#pragma once

#include <string>
#include <string_view>

namespace sig::traffic {

/// Undoes what Apache (ap_escape_logitem) and nginx (escape=default) do to fields of access logs:
/// \xHH, \", \\, \b \n \r \t \v \f. Appends to `out`. Anything else behind a backslash stays.
void append_unescaped(std::string_view text, std::string& out);

/// Undoes rsyslog's $EscapeControlCharactersOnReceive: '#' and three octal digits of a control
/// character. Appends to `out`.
void append_without_octal(std::string_view text, std::string& out);
bool has_octal(std::string_view text);

}  // namespace sig::traffic

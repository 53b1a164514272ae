#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sig::match {

// One function per decode: reads `in`, writes at most in.size() bytes to `out`, returns how many.
// Anything that is not an escape of its kind is copied as it is.

/// %HH, %uHHHH (as UTF-8) and '+' as space.
size_t decode_url(std::string_view in, char* out);
/// &#60; &#x3c; &lt; ..., decimal and hexadecimal also without the semicolon; as UTF-8.
size_t decode_html(std::string_view in, char* out);
/// RFC 4648 4 and 5; white space is skipped, the first other byte ends it. 0 when nothing decodes.
size_t decode_base64(std::string_view in, char* out);
/// Pairs of digits, "0x" before them and white space between them allowed; ends at the first other
/// byte. 0 when nothing decodes.
size_t decode_hex(std::string_view in, char* out);
/// A-Z to a-z.
size_t decode_lowercase(std::string_view in, char* out);
/// Each run of space, TAB, LF, VT, FF, CR to one space.
size_t decode_whitespace(std::string_view in, char* out);
/// '\' to '/', then "//", "/./" and "/x/../" resolved (RFC 3986 5.2.4). ".." never climbs above the
/// root; a relative path keeps leading "..".
size_t decode_path(std::string_view in, char* out);
/// NUL bytes removed.
size_t decode_nulls(std::string_view in, char* out);
/// Each C comment to one space; one without an end goes to the end.
size_t decode_comments(std::string_view in, char* out);
/// \xHH \uHHHH \u{H..} \OOO \n \t ... of ECMAScript, as UTF-8; \c is c.
size_t decode_js(std::string_view in, char* out);
/// \H..H (one to six digits, then one white space) of CSS Syntax 4.3.7, as UTF-8; \c is c.
size_t decode_css(std::string_view in, char* out);
/// Overlong forms of ASCII, full-width forms and look-alikes of ASCII to ASCII.
size_t decode_utf8(std::string_view in, char* out);

/// Writes a code point as UTF-8 (surrogates as three bytes, values over 10FFFF as '?').
char* write_utf8(std::uint32_t code_point, char* out);
/// Value of a hexadecimal digit, -1 for other bytes.
int hex_value(char digit);
/// Reads 1 to `limit` hexadecimal digits; returns how many.
size_t read_hex(std::string_view text, size_t limit, std::uint32_t& value);
inline bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

}  // namespace sig::match

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sig {

/// RFC 4648 section 4, with padding.
std::string to_base64(std::string_view bytes);
/// Strict: no white space, padding complete, unused bits zero, so that each value has one text.
std::optional<std::string> parse_base64(std::string_view text);

}  // namespace sig

#pragma once

#include "base/diagnostic.h"

namespace sig::source {

/// The look at the bytes before any parser sees them: size, strict UTF-8, no byte order mark, no
/// control characters but TAB, LF and CRLF, no bidirectional or zero-width characters. False, with
/// the first few findings, when the text must not be parsed. One pass.
bool is_clean_text(std::uint32_t source, size_t most_bytes, Diagnostics& diagnostics);

/// Characters that a reader of the text cannot see, or that make it show in another order.
bool is_invisible(std::uint32_t code_point);

/// True for UTF-8 without control or invisible characters: text that is shown to people.
bool is_printable(std::string_view text);

}  // namespace sig::source

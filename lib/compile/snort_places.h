#pragma once

#include <string>
#include <string_view>

#include "compile/dialect.h"
#include "compile/rule.h"

namespace sig::compile {

// Parts of buffers that Snort 2 has no buffer for, and Snort 3 some.

/// The value of one header, or (`name` empty) of any, in a buffer that has them as lines.
Place header_line(Place headers, std::string_view name);
/// The value of one cookie in a buffer that has all of them.
Place one_cookie(Place cookies, std::string_view name);
/// The path, or what stands behind the first ?, in a buffer that has the target of the request.
Place path_of(Place uri);
Place query_of(Place uri);

/// That a header is there or is not, in the buffer of header_line.
Inspection header_presence(Place headers, std::string_view name, bool is_wanted);

/// Snort has no transforms: nothing to decode, or the path as the engine itself makes it.
/// `as_sent`, `as_resolved`: the places of http.path; anything else keeps `place`.
Found<Place> without_transforms(const Test& test, Place as_sent, Place as_resolved);

}  // namespace sig::compile

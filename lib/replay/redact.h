#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/event.h"
#include "model/evidence.h"
#include "model/signature.h"

namespace sig::replay {

/// At most so many bytes of a value are shown.
inline constexpr size_t shown_limit = 512;
/// Of the matched bytes, at most so many are shown as they are: a pattern that matches everything
/// must not show everything.
inline constexpr size_t matched_limit = 200;

/// Letters become a, digits 0, other ASCII stays: the shape of a value without its content. Bytes
/// above 127 count as letters, control characters as dots.
std::string mask(std::string_view value);

/// A value with only the matching bytes shown, and of those nothing that is a secret: bytes around
/// them are masked, what is over `shown_limit` is cut. `name` is the header's, argument's, ...
/// name.
MatchedPart shown_match(std::string field,
                        std::string_view name,
                        std::string_view value,
                        size_t match_start,
                        size_t match_length);

/// The event as a person may see it: methods, path structure and names are readable, values masked.
std::string shown_event(const Event& event, Surface surface);

}  // namespace sig::replay

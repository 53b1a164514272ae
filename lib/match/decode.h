#pragma once

#include <string_view>

#include "match/arena.h"
#include "model/signature.h"

namespace sig::match {

/// `text` with one decode applied: `text` itself where nothing changes, else a view into the arena.
/// One pass; the result is never longer than `text`. Defined in schemas/signature.md.
std::string_view decode(Decode how, std::string_view text, TextArena& arena);

}  // namespace sig::match

#pragma once

#include <vector>

#include "check/regex_tree.h"

namespace sig::check {

/// False when every text that the regex matches holds one of the forbidden bytes.
bool can_match_without(const RegexNode& node, const ByteSet& forbidden);

/// The alternatives that cannot match without a forbidden byte, outermost first.
std::vector<const RegexNode*> dead_alternatives(const RegexNode& node, const ByteSet& forbidden);

/// Length of the longest fixed text that stands in every match (the shortest such of alternatives).
/// A class of at most four bytes counts as fixed: a literal matcher expands it.
size_t required_literal_length(const RegexNode& node);

/// True when the regex looks at what surrounds the match (anchors, \b, look-arounds) or holds
/// something opaque, so that text beside a match may take the match away.
bool looks_around(const RegexNode& node);

/// True for patterns such as `.` that almost every value satisfies.
bool is_any_byte(const RegexNode& node);

}  // namespace sig::check

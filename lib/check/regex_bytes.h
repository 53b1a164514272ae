#pragma once

#include "check/regex_tree.h"

namespace sig::check {

ByteSet one_byte(unsigned char byte, bool ignore_case);
ByteSet byte_range(unsigned char first, unsigned char last);
/// The set of \d \w \s \h \v (upper case: its complement); nothing for another letter.
std::optional<ByteSet> class_escape(char letter);
/// A POSIX class name such as "alpha"; nothing for an unknown one.
std::optional<ByteSet> posix_class(std::string_view name);
/// Adds the other case of every ASCII letter of the set.
ByteSet fold_case(ByteSet set);

/// Reads one escape that stands for a single byte (\n \x41 \x{41} \0 \101 \. ...) at `pattern[at]`,
/// which is behind the backslash, and moves `at` behind it. Nothing for any other escape.
std::optional<unsigned char> read_byte_escape(std::string_view pattern, size_t& at);

}  // namespace sig::check

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sig::source {

/// How far scalars of a YAML text reach. yaml-cpp 0.7 says where a scalar starts but not where it
/// ends; its end is found again here in the source text. Each returns the offset behind the scalar
/// that starts at `start`, or nothing when the text does not agree with what the parser read.

/// A plain scalar, possibly over several lines, whose folded value is `value`.
std::optional<size_t> end_of_plain(std::string_view text, size_t start, std::string_view value);
/// A single- or double-quoted scalar, behind its closing quote.
std::optional<size_t> end_of_quoted(std::string_view text, size_t start);
/// A block scalar (| or >) below a parent that starts in `parent_column` (-1: none).
size_t end_of_block(std::string_view text, size_t start, int parent_column);

/// A double-quoted scalar decoded twice: as YAML defines it, and with \xHH as the byte HH.
struct DoubleQuoted {
  std::string as_yaml;
  std::string as_bytes;
};
/// `body` is what stands between the quotes; nothing when an escape is not one of YAML's.
std::optional<DoubleQuoted> decode_double_quoted(std::string_view body);

}  // namespace sig::source

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"

namespace sig::source {

/// One value of a YAML text with the place where it stands. Scalars are text: what they mean is
/// decided by the reader of a key, never by YAML. Plain value; a tree that owns its parts.
struct YamlNode {
  enum class Kind { Null, Scalar, Sequence, Map };
  enum class Style { Plain, Quoted, Block };

  Kind kind = Kind::Null;
  Style style = Style::Plain;  ///< Scalar only
  Span span;                   ///< the scalar as written; the first key or bracket of the others
  std::string key;             ///< set in the children of a Map
  Span key_span;
  std::string text;  ///< Scalar only; after folding and escapes, so it may hold any byte
  std::vector<YamlNode> children;

  const YamlNode* find(std::string_view wanted) const;
};

struct YamlLimits {
  size_t bytes = 1U << 20U;
  size_t nodes = 100000;
  size_t keys = 10000;  ///< in one mapping
  size_t depth = 32;
};

/// The one document of a text of `diagnostics.sources()`, or nothing when the text is refused.
/// Strict YAML, a subset of 1.1 and 1.2 that both read alike: UTF-8 without byte order mark,
/// control or invisible characters; lines end in LF or CRLF; no anchors, aliases, merge keys, tags,
/// directives, complex keys or second document; duplicate keys are errors. In a double-quoted text
/// \xHH is the byte HH (in YAML the character U+00HH), so that any bytes can be written.
/// Linear in the text; at most about 120 bytes of memory for a node.
std::optional<YamlNode> parse_yaml(std::uint32_t source,
                                   const YamlLimits& limits,
                                   Diagnostics& diagnostics);

}  // namespace sig::source

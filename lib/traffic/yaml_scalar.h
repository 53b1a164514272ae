#pragma once

#include <string>
#include <string_view>

namespace sig::traffic {

/// One item of a block sequence of scalars.
struct YamlItem {
  std::string value;
  size_t used = 0;           ///< bytes of the text, with the last line's end
  std::string_view problem;  ///< why it is no such item; empty when it is one. A string literal.
};

/// Reads the scalar of an item whose dash stands in column `indent`; `text` begins behind the dash.
/// Plain (also over several lines), single- and double-quoted scalars and literal blocks ("|") of
/// YAML 1.2 chapter 7 and 8, and "\'" in double quotes as go-yaml takes it. Flow collections,
/// mappings, anchors, tags and folded blocks are problems; then `used` goes up to the next item.
void read_yaml_item(std::string_view text, size_t indent, YamlItem& item);

/// Blanks at the front of a line.
size_t yaml_indent(std::string_view line);

}  // namespace sig::traffic

#include "source/syntax_errors.h"

#include <algorithm>

#include "base/text.h"
#include "source/codes.h"

namespace sig::source {
namespace {

struct Explanation {
  std::string_view parser;  ///< how the message of yaml-cpp 0.7 (exceptions.h) starts
  std::string_view code;
  std::string_view message;
  std::string_view help;
};

constexpr Explanation explanations[] = {
    {"end of map not found",
     code::syntax,
     "this line does not continue the mapping above",
     "give it the same indentation as the other keys, or quote the value above"},
    {"end of map flow not found",
     code::syntax,
     "the mapping that { opens is not closed",
     "put a } behind its last value and a comma between two"},
    {"end of sequence not found",
     code::syntax,
     "this line does not continue the list above",
     "start it with - in the column of the other items"},
    {"end of sequence flow not found",
     code::syntax,
     "the list that [ opens is not closed",
     "put a ] behind its last item and a comma between two"},
    {"illegal EOF in scalar",
     code::unclosed_quote,
     "the quoted text is not closed before the file ends",
     "close it; inside single quotes write two for one, inside double quotes write \\\""},
    {"illegal document indicator in scalar",
     code::unclosed_quote,
     "the quoted text is not closed before the document ends",
     "close it; inside single quotes write two for one, inside double quotes write \\\""},
    {"unknown escape character",
     code::syntax,
     "this escape is not known inside double quotes",
     "write \\\\ for a backslash, or use single quotes, where it stands for itself"},
    {"bad character found while scanning hex number",
     code::syntax,
     "hexadecimal digits are expected in this escape",
     "write \\xHH, \\uHHHH or \\UHHHHHHHH"},
    {"invalid unicode",
     code::syntax,
     "this escape names no character",
     "surrogates have no place in text; write the character itself or \\UHHHHHHHH"},
    {"unknown token",
     code::syntax,
     "a value cannot start with this character",
     "put the value in quotes"},
    {"illegal tab when looking for indentation",
     code::syntax,
     "a tab cannot indent",
     "indent with blanks"},
    {"illegal flow end",
     code::stray_text,
     "this bracket closes nothing",
     "remove it or quote the value"},
    {"illegal block entry",
     code::syntax,
     "a list cannot start here",
     "start it on the next line, or write [ITEM, ITEM]"},
    {"illegal map key", code::syntax, "a key cannot stand here", "start it on a new line"},
    {"illegal map value",
     code::syntax,
     "a colon cannot stand here",
     "quote the text that holds it, or check the indentation"},
    {"the referenced anchor is not defined",
     code::anchor_or_alias,
     "an alias in the text",
     "anchors and aliases are not read; put text that starts with * in quotes"},
    {"alias not found after *",
     code::anchor_or_alias,
     "text that starts with * is an alias",
     "put the value in quotes"},
    {"illegal character found while scanning alias",
     code::anchor_or_alias,
     "text that starts with * is an alias",
     "put the value in quotes"},
    {"anchor not found after &",
     code::anchor_or_alias,
     "text that starts with & is an anchor",
     "put the value in quotes"},
    {"illegal character found while scanning anchor",
     code::anchor_or_alias,
     "text that starts with & is an anchor",
     "put the value in quotes"},
    {"cannot assign multiple anchors",
     code::anchor_or_alias,
     "text that starts with & is an anchor",
     "put the value in quotes"},
    {"cannot assign multiple tags",
     code::tag,
     "text that starts with ! is a tag",
     "put the value in quotes"},
    {"illegal character found while scanning tag handle",
     code::tag,
     "text that starts with ! is a tag",
     "put the value in quotes"},
    {"tag handle with no suffix",
     code::tag,
     "text that starts with ! is a tag",
     "put the value in quotes"},
    {"end of verbatim tag not found",
     code::tag,
     "text that starts with ! is a tag",
     "put the value in quotes"},
    {"unexpected character in block scalar",
     code::syntax,
     "nothing may follow | or > on their line",
     "put the text on the next line, indented, or quote it"},
    {"cannot set zero indentation for a block scalar",
     code::syntax,
     "the indentation behind | or > must be 1 to 9",
     "write | or > alone"},
    // DepthGuard of yaml-cpp 0.7 ends the parse at 500 levels with this message.
    {"bad file", code::too_deep, "nested far too deep", "write it flatter"},
    {"YAML directives", code::directive, "a directive in the text", "remove the line"},
    {"bad YAML version", code::directive, "a directive in the text", "remove the line"},
    {"YAML major version", code::directive, "a directive in the text", "remove the line"},
    {"repeated YAML directive", code::directive, "a directive in the text", "remove the line"},
    {"TAG directives", code::directive, "a directive in the text", "remove the line"},
    {"repeated TAG directive", code::directive, "a directive in the text", "remove the line"},
};

}  // namespace

void report_syntax_error(Span at, std::string_view parser_message, Diagnostics& diagnostics) {
  const auto* row =
      std::find_if(std::begin(explanations), std::end(explanations), [&](const Explanation& e) {
        return parser_message.starts_with(e.parser);
      });
  if (row != std::end(explanations)) {
    diagnostics.error(row->code, at, std::string(row->message), {}, std::string(row->help));
    return;
  }
  diagnostics.error(code::syntax, at, "not YAML: " + std::string(parser_message));
}

}  // namespace sig::source

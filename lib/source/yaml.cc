#include "source/yaml.h"

#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>

#include "source/byte_scan.h"
#include "source/codes.h"
#include "source/syntax_errors.h"
#include "source/tree_builder.h"

namespace sig::source {
namespace {

/// CRLF as LF: lines and columns stay what they are.
std::string with_plain_line_ends(std::string_view bytes) {
  std::string out(bytes);
  out.erase(std::remove(out.begin(), out.end(), '\r'), out.end());
  return out;
}

}  // namespace

const YamlNode* YamlNode::find(std::string_view wanted) const {
  for (const YamlNode& child : children) {
    if (child.key == wanted) return &child;
  }
  return nullptr;
}

std::optional<YamlNode> parse_yaml(std::uint32_t source,
                                   const YamlLimits& limits,
                                   Diagnostics& diagnostics) {
  if (!is_clean_text(source, limits.bytes, diagnostics)) return std::nullopt;
  TreeBuilder builder(source, limits, diagnostics);
  std::istringstream input(with_plain_line_ends(diagnostics.sources().at(source).bytes()));
  try {
    YAML::Parser parser(input);
    while (parser.HandleNextDocument(builder)) {
    }
    if (builder.documents() > 0) builder.finish();
  } catch (const StopParsing&) {
    return std::nullopt;
  } catch (const YAML::ParserException& refusal) {
    // Findings of ours that come before explain more than the parser's.
    if (!builder.is_refused()) {
      report_syntax_error({source, builder.offset_of(refusal.mark), 1}, refusal.msg, diagnostics);
    }
    return std::nullopt;
  } catch (const std::exception& refusal) {
    report_syntax_error({source, 0, 0}, refusal.what(), diagnostics);
    return std::nullopt;
  }
  if (builder.is_refused()) return std::nullopt;
  YamlNode root = builder.take_root();
  if (root.kind != YamlNode::Kind::Null) return root;
  diagnostics.error(
      code::empty_file, {source, 0, 0}, "the file is empty", {}, "remove the file or fill it");
  return std::nullopt;
}

}  // namespace sig::source

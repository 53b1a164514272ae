#include "source/tree_builder.h"

#include <fmt/format.h>

#include "base/text.h"
#include "source/codes.h"
#include "source/gap.h"
#include "source/scalar_extent.h"

namespace sig::source {
namespace {

constexpr size_t most_refusals = 20;
constexpr size_t unknown_end = SIZE_MAX;

bool is_null_word(std::string_view text) {
  return text == "~" || text == "null" || text == "Null" || text == "NULL";
}

std::string_view word_at(std::string_view text, size_t at) {
  const std::string_view rest = text.substr(std::min(at, text.size()));
  return rest.substr(0, rest.find_first_of(" \t\r\n,]}:"));
}

}  // namespace

TreeBuilder::TreeBuilder(std::uint32_t source, const YamlLimits& limits, Diagnostics& diagnostics)
    : source_(source),
      limits_(limits),
      diagnostics_(diagnostics),
      text_(diagnostics.sources().at(source)) {}

std::uint32_t TreeBuilder::offset_of(const YAML::Mark& mark) const {
  const std::uint32_t line = text_.offset_of_line(std::max(mark.line, 0) + 1);
  const size_t at = line + static_cast<size_t>(std::max(mark.column, 0));
  return static_cast<std::uint32_t>(std::min(at, text_.bytes().size()));
}

void TreeBuilder::refuse(
    std::string_view code, std::uint32_t at, size_t length, std::string message, std::string help) {
  is_refused_ = true;
  diagnostics_.error(code,
                     {source_, at, static_cast<std::uint32_t>(length)},
                     std::move(message),
                     {},
                     std::move(help));
  if (++refusals_ >= most_refusals) throw StopParsing{};
}

void TreeBuilder::count_value(std::uint32_t at) {
  if (++values_ <= limits_.nodes) return;
  refuse(code::too_many_values,
         at,
         1,
         fmt::format("more than {} values in one file", with_thousands(limits_.nodes)),
         "split it into several files");
  throw StopParsing{};
}

void TreeBuilder::check_properties(std::uint32_t at) {
  const std::string_view word = word_at(text_.bytes(), at);
  if (word.starts_with('&')) {
    refuse(code::anchor_or_alias,
           at,
           word.size(),
           "anchor " + quote(word) + " in the text",
           "anchors and aliases are not read; write the value where it is needed, or put text that "
           "starts with & in quotes");
  } else if (word.starts_with('!')) {
    refuse(code::tag,
           at,
           word.size(),
           "tag " + quote(word) + " in the text",
           "tags are not read; remove it, or put text that starts with ! in quotes");
  }
}

void TreeBuilder::check_gap(std::uint32_t end) {
  if (is_refused_) {  // a refused property stands in the gap; its finding says enough
    last_end_ = std::max(last_end_, end);
    return;
  }
  const Gap gap = scan_gap(text_.bytes(), last_end_, end);
  if (end < last_end_) {
    refuse(code::syntax,
           end,
           1,
           "the text cannot be read without doubt",
           "put the text above or here in quotes");
  } else if (!gap.code.empty()) {
    refuse(gap.code, static_cast<std::uint32_t>(gap.at), gap.length, gap.message, gap.help);
  }
  last_end_ = std::max(last_end_, end);
}

bool TreeBuilder::expects_key() const {
  return !stack_.empty() && stack_.back().node.kind == YamlNode::Kind::Map &&
         !stack_.back().has_key;
}

void TreeBuilder::check_colon(const Open& map) {
  const size_t end = map.key_span.start + map.key_span.length;
  const std::string_view bytes = text_.bytes();
  const size_t next = bytes.find_first_not_of(" \t\r\n", end);
  if (is_refused_ || (next != std::string_view::npos && bytes[next] == ':')) return;
  refuse(code::stray_text,
         map.key_span.start,
         map.key_span.length,
         quote(map.key) + " stands where a key is expected, but no colon follows",
         "write " + std::string(diagnostics_.sources().text_of(map.key_span)) +
             ": VALUE, or indent or quote it as a part of the text above");
}

void TreeBuilder::take_key(YamlNode key) {
  Open& map = stack_.back();
  const bool is_simple = key.kind == YamlNode::Kind::Scalar && key.style != YamlNode::Style::Block;
  if (!is_simple && !is_refused_) {
    refuse(code::complex_key,
           key.span.start,
           std::max(key.span.length, 1U),
           "a key must be plain or quoted text",
           "write KEY: VALUE");
  }
  map.has_key = true;
  map.key = std::move(key.text);
  map.key_span = key.span;
  if (map.key == "<<" && key.style == YamlNode::Style::Plain) {
    refuse(code::merge_key,
           key.span.start,
           2,
           "merge key \"<<\"",
           "merging is not read; write the keys where they are needed");
    return;
  }
  const auto [first, is_new] = map.keys.emplace(map.key, map.key_span);
  if (!is_new) {
    diagnostics_.error(code::duplicate_key,
                       map.key_span,
                       fmt::format("duplicate key {}, first given in line {}",
                                   quote(map.key),
                                   text_.place_of(first->second.start).line),
                       {},
                       "remove one of the two");
    ++refusals_;
    is_refused_ = true;
    if (refusals_ >= most_refusals) throw StopParsing{};
  }
  if (map.keys.size() > limits_.keys) {
    refuse(code::too_many_keys,
           map.key_span.start,
           map.key_span.length,
           fmt::format("more than {} keys in one mapping", with_thousands(limits_.keys)),
           "split it into several files");
    throw StopParsing{};
  }
}

void TreeBuilder::add(YamlNode node) {
  if (expects_key()) return take_key(std::move(node));
  if (stack_.empty()) {
    root_ = std::move(node);
    return;
  }
  Open& parent = stack_.back();
  if (parent.node.kind == YamlNode::Kind::Map) {
    check_colon(parent);
    node.key = std::move(parent.key);
    node.key_span = parent.key_span;
    parent.has_key = false;
  }
  parent.node.children.push_back(std::move(node));
}

void TreeBuilder::OnDocumentStart(const YAML::Mark& mark) {
  if (++documents_ == 1) return;
  refuse(
      code::second_document,
      offset_of(mark),
      1,
      "a second document starts here",
      "a file holds one document: write signatures as a list, or indent this line if it belongs to "
      "the text above");
  throw StopParsing{};
}

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t) {
  const std::uint32_t at = offset_of(mark);
  count_value(at);
  check_properties(at);
  YamlNode node;
  node.span = {source_, at, 1};
  const std::string_view word = word_at(text_.bytes(), at);
  if (at >= last_end_ && is_null_word(word)) {
    check_gap(at);
    node.span.length = static_cast<std::uint32_t>(word.size());
    last_end_ = at + node.span.length;
  } else if (!stack_.empty() && stack_.back().has_key) {
    node.span = stack_.back().key_span;  // a value that is missing: its key is the place to look at
  }
  add(std::move(node));
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t) {
  const std::uint32_t at = offset_of(mark);
  count_value(at);
  const std::string_view word = word_at(text_.bytes(), at);
  refuse(code::anchor_or_alias,
         at,
         std::max<size_t>(word.size(), 1),
         "alias " + quote(word) + " in the text",
         "anchors and aliases are not read; write the value where it is needed, or put text that "
         "starts with * in quotes");
  YamlNode node;
  node.span = {source_, at, 1};
  add(std::move(node));
}

size_t TreeBuilder::measure_quoted(YamlNode& scalar, const std::string& value) {
  const std::string_view bytes = text_.bytes();
  const size_t start = scalar.span.start;
  scalar.style = YamlNode::Style::Quoted;
  const std::optional<size_t> end = end_of_quoted(bytes, start);
  if (!end) {  // yaml-cpp 0.7 takes a text that only the end of the file closes
    refuse(code::unclosed_quote,
           scalar.span.start,
           1,
           "the quoted text is not closed before the file ends",
           "close it; inside single quotes write two for one, inside double quotes write \\\"");
    return bytes.size();
  }
  if (bytes[start] == '\'') return *end;
  auto decoded = decode_double_quoted(bytes.substr(start + 1, *end - start - 2));
  if (!decoded || decoded->as_yaml != value) return unknown_end;
  scalar.text = std::move(decoded->as_bytes);
  return *end;
}

void TreeBuilder::measure(YamlNode& scalar, const std::string& value) {
  const std::string_view bytes = text_.bytes();
  const size_t start = scalar.span.start;
  const char first = start < bytes.size() ? bytes[start] : ' ';
  size_t end = unknown_end;
  scalar.text = value;
  if (first == '"' || first == '\'') {
    end = measure_quoted(scalar, value);
  } else if (first == '|' || first == '>') {
    scalar.style = YamlNode::Style::Block;
    end = end_of_block(bytes, start, stack_.empty() ? -1 : stack_.back().column);
  } else {
    end = end_of_plain(bytes, start, value).value_or(unknown_end);
  }
  if (end == unknown_end && !is_refused_) {
    refuse(code::syntax,
           scalar.span.start,
           1,
           "the text cannot be read without doubt",
           "write it on one line, in quotes");
  }
  scalar.span.length = end == unknown_end ? 1 : static_cast<std::uint32_t>(end - start);
}

YamlNode TreeBuilder::scalar_at(std::uint32_t at, const std::string& value) {
  YamlNode node;
  node.kind = YamlNode::Kind::Scalar;
  node.span = {source_, at, 1};
  measure(node, value);
  return node;
}

void TreeBuilder::OnScalar(const YAML::Mark& mark,
                           const std::string&,
                           YAML::anchor_t,
                           const std::string& value) {
  const std::uint32_t at = offset_of(mark);
  count_value(at);
  check_properties(at);
  check_gap(at);
  YamlNode node = scalar_at(at, value);
  last_end_ = std::max(last_end_, at + node.span.length);
  add(std::move(node));
}

void TreeBuilder::open(YamlNode::Kind kind,
                       const YAML::Mark& mark,
                       YAML::EmitterStyle::value style) {
  const std::uint32_t at = offset_of(mark);
  count_value(at);
  check_properties(at);
  if (stack_.size() >= limits_.depth) {
    refuse(code::too_deep,
           at,
           1,
           fmt::format("nested more than {} levels deep", limits_.depth),
           "write it flatter");
    throw StopParsing{};
  }
  Open opened;
  opened.node.kind = kind;
  opened.node.span = {source_, at, 1};
  opened.column = mark.column;
  opened.is_flow = style == YAML::EmitterStyle::Flow;
  check_gap(at);
  stack_.push_back(std::move(opened));
}

void TreeBuilder::OnSequenceStart(const YAML::Mark& mark,
                                  const std::string&,
                                  YAML::anchor_t,
                                  YAML::EmitterStyle::value style) {
  open(YamlNode::Kind::Sequence, mark, style);
}

void TreeBuilder::OnMapStart(const YAML::Mark& mark,
                             const std::string&,
                             YAML::anchor_t,
                             YAML::EmitterStyle::value style) {
  open(YamlNode::Kind::Map, mark, style);
}

void TreeBuilder::close() {
  Open closed = std::move(stack_.back());
  stack_.pop_back();
  if (!closed.is_flow && !closed.node.children.empty() && closed.node.kind == YamlNode::Kind::Map) {
    closed.node.span = closed.node.children.front().key_span;
  }
  add(std::move(closed.node));
}

void TreeBuilder::finish() {
  check_gap(static_cast<std::uint32_t>(text_.bytes().size()));
}

}  // namespace sig::source

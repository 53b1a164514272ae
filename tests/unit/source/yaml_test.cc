#include "source/yaml.h"

#include <catch2/catch.hpp>

#include "source/scalar_extent.h"

namespace sig::source {
namespace {

std::optional<YamlNode> parse(std::string text, Diagnostics& diagnostics, YamlLimits limits = {}) {
  return parse_yaml(diagnostics.sources().add("a.yaml", std::move(text)), limits, diagnostics);
}

/// The tree on one line: keys, and each scalar with the text that its span covers.
std::string dump(const YamlNode& node, const Sources& sources) {
  const std::string key = node.key.empty() ? "" : node.key + "=";
  switch (node.kind) {
    case YamlNode::Kind::Null:
      return key + "null";
    case YamlNode::Kind::Scalar:
      return key + "<" + std::string(sources.text_of(node.span)) + ">";
    default:
      break;
  }
  std::string out = key + (node.kind == YamlNode::Kind::Map ? "{" : "[");
  for (const YamlNode& child : node.children)
    out += dump(child, sources) + " ";
  return out + (node.kind == YamlNode::Kind::Map ? "}" : "]");
}

struct Case {
  std::string name, text, tree;
};

TEST_CASE("the span of a scalar covers exactly what was written") {
  const auto [name, text, tree] = GENERATE(values<Case>({
      {"plain", "a: b c # d\ne: f", "{a=<b c> e=<f> }"},
      {"plain with a hash inside", "a: b#c", "{a=<b#c> }"},
      {"plain over lines", "a: b\n  c\n\n  d\ne: f", "{a=<b\n  c\n\n  d> e=<f> }"},
      {"single quotes", "a: 'it''s # x' # y", "{a=<'it''s # x'> }"},
      {"double quotes", "a: \"x\\\"y\\\\\"", "{a=<\"x\\\"y\\\\\"> }"},
      {"quoted key", "\"a\": 1", "{a=<1> }"},
      {"block", "a: |\n  x\n   y\n\nb: c", "{a=<|\n  x\n   y> b=<c> }"},
      {"folded block with an indicator", "a: >2-\n   x\nb: c", "{a=<>2-\n   x> b=<c> }"},
      {"block in a list", "- |\n x\n- y", "[<|\n x> <y> ]"},
      {"block in a mapping in a list", "- a: |\n    x\n  b: y", "[{a=<|\n    x> b=<y> } ]"},
      {"empty block", "a: |\nb: c", "{a=<|> b=<c> }"},
      {"block with a hash",
       "a: |\n  # no comment\n# comment\nb: c",
       "{a=<|\n  # no comment> b=<c> }"},
      {"flow", "a: [b, {c: d, 'e':f}]", "{a=[<b> {c=<d> e=<f> } ] }"},
      {"flow over lines", "a: [b, # x\n  c\n  ]\nd: e", "{a=[<b> <c> ] d=<e> }"},
      {"nulls", "a:\nb: ~\nc: null\n", "{a=null b=null c=null }"},
      {"text before a colon", "a: http://x:80/", "{a=<http://x:80/> }"},
      {"crlf", "a: b\r\nc:\r\n  - d\r\n  - 'e'\r\n", "{a=<b> c=[<d> <'e'> ] }"},
      {"crlf block", "a: |\r\n  x\r\n  y\r\nb: c", "{a=<|\r\n  x\r\n  y\r> b=<c> }"},
      {"characters of several bytes", "é: ü # x\nб: 'ж'", "{é=<ü> б=<'ж'> }"},
      {"document start", "--- # x\n---\na: b", ""},
      {"one document start", "# x\n---\na: b\n", "{a=<b> }"},
  }));
  DYNAMIC_SECTION(name) {
    Diagnostics diagnostics;
    const auto root = parse(text, diagnostics);
    INFO(diagnostics.as_text());
    CHECK(root.has_value() == diagnostics.as_text().empty());
    CHECK((root ? dump(*root, diagnostics.sources()) : "") == tree);
  }
}

TEST_CASE("scalars have the text that YAML gives them, and bytes where \\x asks for them") {
  const auto [name, text, value] = GENERATE(values<Case>({
      {"plain", "yes", "yes"},
      {"single", "'a\\x41'''", "a\\x41'"},
      {"control escapes", R"("\t\r\n\e\0")", std::string("\t\r\n\x1b\0", 5)},
      {"byte escapes", R"("\xff\x00A")", std::string("\xff\0A", 3)},
      {"character escapes", R"("\u00ff\U0001F600")", "\xc3\xbf\xf0\x9f\x98\x80"},
      {"bytes beside characters", R"("é\xe9")", "\xc3\xa9\xe9"},
      {"folded", "\"a  \n   b\n\n  c\"", "a b\nc"},
      {"folded bytes", "\"\\xff  \n   b\n\n  c\"", "\xff b\nc"},
      {"escaped line end", "\"\\xff \\\n   b\"", "\xff b"},
      {"folded with crlf", "\"\\xff\r\n  b\"", "\xff b"},
      {"block with crlf", "|\r\n  a\r\n  b\r\n", "a\nb\n"},
      {"block", "|\n  a\n\n  b\n", "a\n\nb\n"},
      {"folded block", ">-\n  a\n  b\n", "a b"},
  }));
  DYNAMIC_SECTION(name) {
    Diagnostics diagnostics;
    const auto root = parse("k: " + text, diagnostics);
    INFO(diagnostics.as_text());
    REQUIRE(root);
    CHECK(root->children[0].text == value);
  }
}

TEST_CASE("a finding stands in its true line and column, whatever the line ends") {
  for (const std::string end : {"\n", "\r\n"}) {
    Diagnostics diagnostics;
    parse("# é" + end + "a:" + end + "  b: 1" + end + "  b: 2" + end, diagnostics);
    REQUIRE(diagnostics.sorted().size() == 1);
    const Diagnostic found = diagnostics.sorted()[0];
    CHECK(found.message == "duplicate key \"b\", first given in line 3");
    CHECK(diagnostics.sources().place_of(*found.at).line == 4);
    CHECK(diagnostics.sources().place_of(*found.at).column == 3);
    CHECK(found.at->length == 1);
  }
}

TEST_CASE("a text that yaml-cpp drops silently is a finding") {
  const auto* text = GENERATE("a: 1\nb",
                              "a:\n- b\n-c\n",
                              "{a, b: c}",
                              "a: 1\n...\n",
                              "%FOO\n---\na: 1",
                              "a: 1\n--- b\n",
                              "\"a\" x: 1",
                              "a: [b]c",
                              "--- a: 1",
                              "a: {b}");
  Diagnostics diagnostics;
  INFO(text);
  CHECK_FALSE(parse(text, diagnostics));
  CHECK(diagnostics.has_errors());
}

TEST_CASE("limits count what stands in the text") {
  const YamlLimits limits{.bytes = 100, .nodes = 10, .keys = 3, .depth = 4};
  const auto finds = [&](const std::string& text) {
    Diagnostics diagnostics;
    parse(text, diagnostics, limits);
    return diagnostics.sorted().empty() ? "" : diagnostics.sorted()[0].message;
  };
  CHECK(finds(std::string(99, '#')) == "the file is empty");
  CHECK(finds(std::string(101, '#')) == "the text has 101 bytes; at most 100 are read");
  CHECK(finds("[1,2,3,4,5,6,7,8,9]").empty());
  CHECK(finds("[1,2,3,4,5,6,7,8,9,10]") == "more than 10 values in one file");
  CHECK(finds("{a: 1, b: 2, c: 3}").empty());
  CHECK(finds("{a: 1, b: 2, c: 3, d: 4}") == "more than 3 keys in one mapping");
  CHECK(finds("[[[[1]]]]").empty());
  CHECK(finds("[[[[[1]]]]]") == "nested more than 4 levels deep");
}

TEST_CASE("an escape that YAML does not know decodes to nothing") {
  CHECK_FALSE(decode_double_quoted("\\q"));
  CHECK_FALSE(decode_double_quoted("\\x4"));
  CHECK_FALSE(decode_double_quoted("\\xg0"));
  CHECK_FALSE(decode_double_quoted("\\"));
  CHECK(decode_double_quoted("\\N\\_\\L\\P")->as_yaml ==
        "\xc2\x85\xc2\xa0\xe2\x80\xa8\xe2\x80\xa9");
}

}  // namespace
}  // namespace sig::source

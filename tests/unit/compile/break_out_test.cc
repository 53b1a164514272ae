// Whatever a person writes into a title, an owner, a reference, a value or a pattern: the rule has
// the options that it has with harmless texts, no more and no fewer.
#include <catch2/catch.hpp>
#include <iostream>
#include <set>

#include "base/diagnostic.h"
#include "compile/actions.h"
#include "compile/rule_builder.h"
#include "compile/rule_text.h"
#include "model/names.h"
#include "source/ips_rules.h"
#include "tests/support/example_capture.h"
#include "tests/support/hostile_texts.h"
#include "tests/support/real_suricata.h"

namespace sig::compile {
namespace {

using test::HostileTexts;

struct Texts {
  std::string title, owner, reference, value, pattern;
};

Condition a_test(std::string_view field, Operator op, std::string value) {
  Condition out{Condition::Kind::Test, {}, {}};
  out.test.field = *parse_field(field);
  out.test.op = op;
  out.test.values = {std::move(value)};
  return out;
}

Signature a_signature(const Texts& texts, size_t shape) {
  static constexpr std::string_view fields[] = {"http.uri",
                                                "http.body",
                                                "http.path",
                                                "http.method",
                                                "http.response.body",
                                                "stream.client",
                                                "http.host",
                                                "http.user_agent",
                                                "http.header.x-a",
                                                "http.header.referer",
                                                "http.headers",
                                                "http.query",
                                                "http.cookie.a",
                                                "http.version",
                                                "stream.server"};
  const std::string_view field = fields[shape % std::size(fields)];
  Signature out;
  out.id = "break-out";
  out.title = texts.title;
  out.owner = texts.owner;
  out.category = "sql-injection";
  out.references = {"cve:" + texts.reference, "https://" + texts.reference};
  out.on = field.starts_with("stream")          ? Surface::Stream
           : field.starts_with("http.response") ? Surface::HttpResponse
                                                : Surface::HttpRequest;
  out.match.kind = Condition::Kind::All;
  static constexpr Operator operators[] = {
      Operator::Contains, Operator::Equals, Operator::StartsWith, Operator::EndsWith};
  out.match.children = {a_test(field, operators[shape / 8 % 4], texts.value),
                        a_test(field, Operator::Regex, texts.pattern)};
  if (shape % 3 == 0) out.match.children[0].test.ignore_case = true;
  return out;
}

std::optional<std::string> rule_of(const Texts& texts, size_t shape, const Dialect& dialect) {
  BuiltRules built = build_rules(a_signature(texts, shape), dialect);
  if (built.rules.size() != 1) return std::nullopt;
  built.rules[0].sid = static_cast<std::uint32_t>(1 + shape);
  return dialect.rule_text(built.rules[0]);
}

/// A rule cut into options, as an engine does it that looks for quotes, or one that only looks
/// whether a backslash stands before a semicolon.
std::vector<std::string> options_of(std::string_view rule, bool sees_quotes) {
  std::vector<std::string> out;
  std::string option;
  bool in_quotes = false;
  bool is_escaped = false;
  for (size_t i = rule.find('(') + 1; i < rule.size(); ++i) {
    is_escaped = rule[i - 1] == '\\' && !(sees_quotes && is_escaped);
    if (sees_quotes && rule[i] == '"' && !is_escaped) in_quotes = !in_quotes;
    if (rule[i] != ';' || is_escaped || in_quotes) {
      option += rule[i];
      continue;
    }
    out.push_back(std::string(trim(option)));
    option.clear();
  }
  out.push_back(std::string(trim(option)));  // the parenthesis
  return out;
}

/// The names of options, those left out that say in which way a value is looked for.
std::vector<std::string> names_of(const std::vector<std::string>& options) {
  static const std::set<std::string> ways{"content",
                                          "nocase",
                                          "startswith",
                                          "endswith",
                                          "depth",
                                          "fast_pattern",
                                          "pcre",
                                          "reference",
                                          "file_data"};
  std::vector<std::string> out;
  for (const std::string& option : options) {
    const std::string name = option.substr(0, option.find(':'));
    if (ways.count(name) == 0 && !name.starts_with("http_")) out.push_back(name);
  }
  return out;
}

bool is_reference(std::string_view option) {
  option.remove_prefix(std::string_view("reference:").size());
  const bool is_known = option.starts_with("cve,") || option.starts_with("url,");
  return is_known && option.substr(4).find_first_not_of(
                         "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./?=") ==
                         std::string_view::npos;
}

std::string bytes_of_content(std::string_view text) {
  std::string out;
  bool in_hex = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '|') {
      in_hex = !in_hex;
    } else if (!in_hex) {
      out += text[i];
    } else if (text[i] != ' ') {
      out += static_cast<char>(std::stoi(std::string(text.substr(i++, 2)), nullptr, 16));
    }
  }
  return out;
}

const Dialect& dialect_number(size_t number) {
  return number % 3 == 0   ? suricata_dialect()
         : number % 3 == 1 ? snort2_dialect()
                           : snort3_dialect();
}

}  // namespace

TEST_CASE("100 000 hostile texts: each rule has the options that were meant, by either cutter") {
  const Texts harmless{"title", "owner", "ref", "value", "pattern"};
  HostileTexts hostile(20261124);
  size_t made = 0;
  std::string files[3];
  for (size_t i = 0; i < 100000; ++i) {
    INFO("number " << i);
    const Texts texts{
        hostile.text(), hostile.text(), hostile.text(), hostile.text(), hostile.pattern()};
    const Dialect& dialect = dialect_number(i);
    const size_t shape = i / 3;
    const auto rule = rule_of(texts, shape, dialect);
    const auto meant = rule_of(harmless, shape, dialect);
    if (!rule) continue;  // a pattern or value that this place cannot have
    REQUIRE(meant);
    ++made;
    const auto options = options_of(*rule, true);
    REQUIRE(options == options_of(*rule, false));
    REQUIRE(names_of(options) == names_of(options_of(*meant, true)));
    REQUIRE(options.back() == ")");
    for (const unsigned char c : *rule)
      REQUIRE((c >= 0x20 && c != 0x7f));
    for (const std::string& option : options) {
      if (option.starts_with("reference:")) REQUIRE(is_reference(option));
    }
    const auto rules = rules_in(*rule);
    REQUIRE(rules.size() == 1);
    REQUIRE(rules[0].signature == "break-out");
    // http.uri contains: the content is the value.
    const bool is_content = shape / 8 % 4 == 0 && shape % 15 == 0;
    if (is_content && dialect.name == IpsDialect::Suricata) {
      const size_t start = rule->find("content:\"") + 9;
      REQUIRE(bytes_of_content(rule->substr(start, rule->find('"', start) - start)) == texts.value);
    }
    files[i % 3] += *rule + "\n";
  }
  CHECK(made > 70000);
  for (size_t i = 0; i < 3; ++i) {
    const IpsDialect language = dialect_number(i).name;
    INFO(to_string(language));
    Diagnostics diagnostics;
    const auto rules = source::read_ips_rules(
        "made.rules", files[i], language, source::IpsVariables::stock(), diagnostics);
    CHECK(rules.size() == static_cast<size_t>(std::count(files[i].begin(), files[i].end(), '\n')));
    if (diagnostics.has_errors()) FAIL(diagnostics.as_text().substr(0, 3000));
  }
}

TEST_CASE("2 000 hostile texts in one file: the real Suricata loads each") {
  if (!test::RealSuricata::is_installed()) {
    std::cout << "skipped: no suricata here\n";
    return;
  }
  HostileTexts hostile(7);
  std::string file;
  size_t made = 0;
  for (size_t i = 0; made < 2000; ++i) {
    const Texts texts{
        hostile.text(), hostile.text(), hostile.text(), hostile.text(), hostile.pattern()};
    const auto rule = rule_of(texts, i, suricata_dialect());
    if (!rule) continue;
    file += *rule + "\n";
    ++made;
  }
  const test::RealSuricata suricata;
  CHECK(suricata.refusal(file) == "");
}

TEST_CASE("Suricata says a title in its alert as it was written") {
  if (!test::RealSuricata::is_installed()) {
    std::cout << "skipped: no suricata here\n";
    return;
  }
  Signature signature = a_signature({"a \"b\"; c\\d: (e) | é, f\\", "o", "1", "/x", "x"}, 0);
  BuiltRules built = build_rules(signature, suricata_dialect());
  REQUIRE(built.rules.size() == 1);
  built.rules[0].sid = 7;
  test::ExampleCapture capture;
  capture.add(Surface::HttpRequest, "GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
  const test::RealSuricata suricata;
  CHECK(suricata.messages(suricata_rule(built.rules[0]) + "\n", capture.file()) ==
        std::set<std::string>{signature.title});
}

}  // namespace sig::compile

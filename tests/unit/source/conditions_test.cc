#include <catch2/catch.hpp>

#include "model/names.h"
#include "source/source.h"

namespace sig {
namespace {

const std::map<std::string, std::vector<std::string>> variables{
    {"OFFICE", {"198.51.100.0/24", "2001:db8::/32"}},
    {"ADMINS", {"/admin", "/root"}},
    {"PORTS", {"80", "443"}},
    {"BAD_PORTS", {"http"}}};

std::vector<Signature> read(const std::string& match,
                            const std::string& on,
                            Diagnostics& diagnostics) {
  return source::read_signature_text(
      "a.yaml",
      "id: a\nrev: 1\ntitle: A title\ncategory: xss\nseverity: low\nconfidence: low\n"
      "owner: waf-team\nreview_by: 2027-05-24\naction: alert\non: " +
          on + "\nmatch: " + match + "\n",
      variables,
      diagnostics);
}

std::string dump(const Condition& condition) {
  using Kind = Condition::Kind;
  if (condition.kind == Kind::Test) {
    const Test& test = condition.test;
    std::string out = to_string(test.field) + " " + std::string(to_string(test.op));
    for (const Decode decode : test.decode)
      out += " ~" + std::string(to_string(decode));
    for (const std::string& value : test.values)
      out += " '" + value + "'";
    for (const Cidr& network : test.networks)
      out += " " + network.network.text() + "/" + std::to_string(network.prefix);
    if (test.op == Operator::LessThan || test.op == Operator::GreaterThan) {
      out += " " + std::to_string(test.number);
    }
    if (test.op == Operator::Exists) out += test.wanted ? " true" : " false";
    return out + (test.ignore_case ? " any-case" : "");
  }
  std::string out = condition.kind == Kind::All   ? "all("
                    : condition.kind == Kind::Any ? "any("
                                                  : "none(";
  for (const Condition& child : condition.children)
    out += (out.ends_with('(') ? "" : ", ") + dump(child);
  return out + ")";
}

struct Case {
  std::string text, tree, on = "http.request";
};

TEST_CASE("a condition reads to the tree that it shows") {
  const Case row = GENERATE(values<Case>({
      {"{field: http.path, contains: x}", "http.path contains 'x'"},
      {"{field: http.path, decode: [url, url, path], contains: '../'}",
       "http.path contains ~url ~url ~path '../'"},
      {"{field: http.path, contains: X, ignore_case: true}", "http.path contains 'X' any-case"},
      {"{field: http.path, contains: X, ignore_case: false}", "http.path contains 'X'"},
      {"{field: http.path, equals: ''}", "http.path equals ''"},
      {"{field: http.header.X-Forwarded-For, exists: true}",
       "http.header.x-forwarded-for exists true"},
      {"{field: http.cookie.SID, exists: false}", "http.cookie.SID exists false"},
      {"{field: http.arg.a.b, starts_with: 'x'}", "http.arg.a.b starts_with 'x'"},
      {"{field: http.method, one_of: [GET, POST]}", "http.method one_of 'GET' 'POST'"},
      {"{field: http.path, one_of: [$ADMINS, /x]}", "http.path one_of '/admin' '/root' '/x'"},
      {"{field: http.path, one_of: [$$ADMINS, $5, $]}", "http.path one_of '$ADMINS' '$5' '$'"},
      {"{field: server.port, one_of: [22, $PORTS]}", "server.port one_of '22' '80' '443'"},
      {"{field: server.port, equals: 443}", "server.port equals '443'"},
      {"{field: server.port, less_than: 1024}", "server.port less_than 1024"},
      {"{field: client.ip, in: [192.0.2.7, $OFFICE]}",
       "client.ip in 192.0.2.7/128 198.51.100.0/120 2001:db8::/32"},
      {"{field: client.ip, equals: '2001:DB8:0::1'}", "client.ip equals '2001:db8::1'"},
      {"{field: packet.payload, contains: \"\\xff\\x00\"}",
       std::string("packet.payload contains '\xff\0'", 28),
       "packet"},
      {"{field: log.User, equals: root}", "log.user equals 'root'", "log"},
      {"{any: [{field: http.path, contains: x}]}", "any(http.path contains 'x')"},
      {"{none: [{field: http.path, contains: x}], all: [{field: http.host, equals: y}]}",
       "all(all(http.host equals 'y'), none(http.path contains 'x'))"},
      {"{all: [{any: [{field: http.path, contains: x}, {none: [{field: http.host, equals: y}]}]}]}",
       "all(any(http.path contains 'x', none(http.host equals 'y')))"},
  }));
  DYNAMIC_SECTION(row.text) {
    Diagnostics diagnostics;
    const auto signatures = read(row.text, row.on, diagnostics);
    INFO(diagnostics.as_text());
    REQUIRE(signatures.size() == 1);
    CHECK(dump(signatures[0].match) == row.tree);
    CHECK(diagnostics.as_text().empty());
  }
}

struct Refusal {
  std::string text, message;
};

TEST_CASE("what cannot be meant is refused, and said in one sentence") {
  const Refusal row = GENERATE(values<Refusal>({
      {"{field: server.port, one_of: [$BAD_PORTS]}", "\"http\" is not a number"},
      {"{field: server.port, one_of: [80, 80]}", "\"80\" stands twice in the list"},
      {"{field: client.ip, in: [192.0.2.1, 192.0.2.1/32]}",
       "\"192.0.2.1/32\" stands twice in the list"},
      {"{field: client.ip, in: [$ADMINS]}",
       "the item \"/admin\" is neither an address nor a network"},
      {"{field: client.ip, in: [$NOWHERE]}", "unknown variable \"$NOWHERE\""},
      {"{field: http.path, decode: [url]}", "the test has no operator"},
      {"{field: http.path, decode: [url], exists: true}",
       "decode has no effect on exists, which does not look at the value"},
      {"{any: {field: http.path, contains: x}}", "any is a mapping"},
      {"{any: [x]}", "the condition is text"},
      {"[x]", "match is a list"},
      {"{field: http.status, equals: 200}", "http.request has no field \"http.status\""},
  }));
  DYNAMIC_SECTION(row.text) {
    Diagnostics diagnostics;
    CHECK(read(row.text, "http.request", diagnostics).empty());
    REQUIRE_FALSE(diagnostics.sorted().empty());
    CHECK(diagnostics.sorted()[0].message == row.message);
    CHECK(diagnostics.sorted()[0].subject == "a");
  }
}

TEST_CASE("conditions nest twelve levels and no more") {
  const auto nested = [](size_t levels) {
    std::string text = "{field: http.path, contains: x}";
    for (size_t level = 1; level < levels; ++level)
      text = "{any: [" + text + "]}";
    return text;
  };
  Diagnostics fine;
  CHECK(read(nested(12), "http.request", fine).size() == 1);
  Diagnostics deep;
  CHECK(read(nested(13), "http.request", deep).empty());
  REQUIRE(deep.sorted().size() == 1);
  CHECK(deep.sorted()[0].message == "conditions nest more than 12 levels deep");
}

TEST_CASE("every finding of a signature comes in one run") {
  Diagnostics diagnostics;
  const auto signatures = read(
      "{any: [{field: http.pth, contains: x}, {field: http.path, contians: x}]}\n"
      "colour: red\nblock_for: 10m",
      "http.request",
      diagnostics);
  CHECK(signatures.empty());
  CHECK(diagnostics.count(Level::Error) == 4);
}

TEST_CASE("many unknown names cost no more than their number") {
  // The nearest name is looked for in the first findings only: 1,000 unknown variables against
  // 1,000 known ones took a minute.
  std::map<std::string, std::vector<std::string>> many;
  std::string list;
  for (int n = 0; n < 1000; ++n) {
    many[std::string(50, 'A') + std::to_string(n)] = {"x"};
    list += (n == 0 ? "" : ", ") + ("$" + std::string(50, 'B') + std::to_string(n));
  }
  Diagnostics diagnostics;
  source::read_signature_text(
      "a.yaml", "match: {field: http.path, one_of: [" + list + "]}", many, diagnostics);
  CHECK(diagnostics.count(Level::Error) > 1000);
}

}  // namespace
}  // namespace sig

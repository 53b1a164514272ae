#include "model/signature_json.h"

#include <catch2/catch.hpp>
#include <functional>

#include "tests/support/signature_generator.h"

namespace sig {
namespace {

bool same(const Test& a, const Test& b) {
  return a.field == b.field && a.decode == b.decode && a.op == b.op &&
         a.ignore_case == b.ignore_case && a.values == b.values && a.networks == b.networks &&
         a.number == b.number && a.wanted == b.wanted;
}

bool same(const Condition& a, const Condition& b) {
  if (a.kind != b.kind || a.children.size() != b.children.size()) return false;
  for (size_t i = 0; i < a.children.size(); ++i) {
    if (!same(a.children[i], b.children[i])) return false;
  }
  return a.kind != Condition::Kind::Test || same(a.test, b.test);
}

bool same(const std::optional<Rate>& a, const std::optional<Rate>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  return a->count == b->count && a->within == b->within && a->by == b->by;
}

bool same(const Signature& a, const Signature& b) {
  return a.id == b.id && a.rev == b.rev && a.title == b.title && a.category == b.category &&
         a.severity == b.severity && a.confidence == b.confidence && a.owner == b.owner &&
         a.review_by == b.review_by && a.references == b.references && a.on == b.on &&
         same(a.match, b.match) && same(a.rate, b.rate) && a.action == b.action &&
         a.block_for == b.block_for && a.examples.match == b.examples.match &&
         a.examples.no_match == b.examples.no_match && a.origin.file == b.origin.file &&
         a.origin.line == b.origin.line && a.digest == b.digest;
}

Signature a_signature() {
  Signature out;
  out.id = "a";
  out.title = "A";
  out.category = "xss";
  out.owner = "team";
  out.match = {Condition::Kind::Test, {}, {}};
  out.match.test.field = {FieldId::HttpPath, ""};
  out.match.test.values = {"../"};
  out.origin = {"signatures/a.yaml", 1};
  out.digest = meaning_digest(out);
  return out;
}

std::string refusal_of(const std::string& document) {
  const auto read = read_signatures_document(document, "s.json");
  return read ? "accepted" : read.error().message;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

TEST_CASE("reading back what was written gives equal signatures, and the same text again") {
  for (std::uint32_t seed = 1; seed <= 1000; ++seed) {
    INFO("seed " << seed);
    test::SignatureGenerator generator(seed);
    std::vector<Signature> made = generator.many(1 + generator.below(4));
    std::sort(made.begin(), made.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    const std::string text = signatures_document(made);
    const auto read = read_signatures_document(text, "s.json");
    INFO(text);
    INFO((read ? "" : read.error().message));
    REQUIRE(read);
    REQUIRE(read->size() == made.size());
    for (size_t i = 0; i < made.size(); ++i)
      REQUIRE(same(made[i], (*read)[i]));
    generator.shuffle(made);
    REQUIRE(signatures_document(made) == text);
    REQUIRE(signatures_document(*read) == text);
  }
}

TEST_CASE("the document is what the schema page shows") {
  CHECK(signatures_document({a_signature()}) ==
        "{\"schema\":\"signatures/1\",\"signatures\":[\n"
        "{\"id\":\"a\",\"rev\":1,\"title\":\"A\",\"category\":\"xss\",\"severity\":\"medium\","
        "\"confidence\":\"low\",\"owner\":\"team\",\"references\":[],\"on\":\"http.request\","
        "\"match\":{\"field\":\"http.path\",\"contains\":\"../\"},\"action\":\"alert\","
        "\"examples\":{\"match\":[],\"no_match\":[]},"
        "\"origin\":{\"file\":\"signatures/a.yaml\",\"line\":1}}\n]}\n");
  CHECK(read_signatures_document(signatures_document({}), "s.json")->empty());
}

struct Change {
  std::string_view name;
  bool changes_meaning;
  std::function<void(Signature&)> apply;
};

TEST_CASE("the digest changes with the meaning and with nothing else") {
  const auto change = GENERATE(values<Change>({
      {"rev", false, [](Signature& s) { s.rev = 7; }},
      {"origin file", false, [](Signature& s) { s.origin.file = "b.yaml"; }},
      {"origin line", false, [](Signature& s) { s.origin.line = 9; }},
      {"examples", false, [](Signature& s) { s.examples.match = {"x"}; }},
      {"spans",
       false,
       [](Signature& s) {
         s.match.test.span = {1, 2, 3};
       }},
      {"id", true, [](Signature& s) { s.id = "b"; }},
      {"title", true, [](Signature& s) { s.title = "B"; }},
      {"severity", true, [](Signature& s) { s.severity = Severity::Critical; }},
      {"confidence", true, [](Signature& s) { s.confidence = Confidence::High; }},
      {"owner", true, [](Signature& s) { s.owner = "other"; }},
      {"review_by", true, [](Signature& s) { s.review_by = Time{0}; }},
      {"references", true, [](Signature& s) { s.references = {"cwe:22"}; }},
      {"surface", true, [](Signature& s) { s.on = Surface::HttpResponse; }},
      {"value", true, [](Signature& s) { s.match.test.values = {"..\\"}; }},
      {"decode", true, [](Signature& s) { s.match.test.decode = {Decode::Url}; }},
      {"case", true, [](Signature& s) { s.match.test.ignore_case = true; }},
      {"rate",
       true,
       [](Signature& s) {
         s.rate = Rate{2, Seconds(60), {FieldId::ClientIp, ""}};
       }},
      {"action", true, [](Signature& s) { s.action = Action::Block; }},
  }));
  DYNAMIC_SECTION(change.name) {
    Signature changed = a_signature();
    change.apply(changed);
    CHECK((meaning_digest(changed) != meaning_digest(a_signature())) == change.changes_meaning);
  }
}

struct Refusal {
  std::string_view name, from, to, message;
};

TEST_CASE("a document that the writer would not write is refused and says where") {
  const auto refusal = GENERATE(values<Refusal>({
      {"schema",
       "signatures/1",
       "signatures/2",
       R"(s.json: "schema": is "signatures/2"; this version reads "signatures/1")"},
      {"unknown key",
       "\"rev\":1",
       "\"rev\":1,\"x\":1",
       R"(s.json: signatures[0]: unknown key "x")"},
      {"missing key", "\"rev\":1,", "", R"(s.json: signatures[0]: "rev": is missing)"},
      {"number as text",
       "\"rev\":1",
       "\"rev\":\"1\"",
       R"(s.json: signatures[0]: "rev": expected a whole number from 0 to 4294967295)"},
      {"number as float",
       "\"rev\":1",
       "\"rev\":1.0",
       R"(s.json: signatures[0]: "rev": expected a whole number from 0 to 4294967295)"},
      {"negative",
       "\"rev\":1",
       "\"rev\":-1",
       R"(s.json: signatures[0]: "rev": expected a whole number from 0 to 4294967295)"},
      {"empty id", "\"id\":\"a\"", "\"id\":\"\"", R"(s.json: signatures[0]: "id": is empty)"},
      {"unknown action",
       "\"alert\"",
       "\"drop\"",
       R"(s.json: signatures[0]: "action": expected alert or block, not "drop")"},
      {"block without an end",
       "\"alert\"",
       "\"block\"",
       R"(s.json: signatures[0]: "block_for": stands exactly where the action is block)"},
      {"unknown category",
       "\"xss\"",
       "\"zzz\"",
       R"(s.json: signatures[0]: "category": expected a known category, not "zzz")"},
      {"unknown field",
       "http.path",
       "http.pth",
       R"(s.json: signatures[0].match: "field": expected a field, not "http.pth")"},
      {"field of another surface",
       "http.path",
       "dns.query",
       R"(s.json: signatures[0].match: "field": dns.query is not a field of http.request)"},
      {"operator for another type",
       "http.path",
       "client.ip",
       R"(s.json: signatures[0].match: "field": contains cannot test client.ip)"},
      {"no operator",
       ",\"contains\":\"../\"",
       "",
       R"(s.json: signatures[0].match: "field": 0 operators; expected one)"},
      {"two operators",
       "\"contains\"",
       "\"equals\":\"x\",\"contains\"",
       R"(s.json: signatures[0].match: "field": 2 operators; expected one)"},
      {"upper-case hex",
       "\"../\"",
       "{\"hex\":\"FF\"}",
       R"(s.json: signatures[0].match: "contains": expected a string, or {"hex": "..."})"},
      {"hex of plain text",
       "\"../\"",
       "{\"hex\":\"61\"}",
       R"(s.json: signatures[0].match: "contains": expected a string, or {"hex": "..."})"},
      {"empty group",
       "{\"field\":\"http.path\",\"contains\":\"../\"}",
       "{\"all\":[]}",
       R"(s.json: signatures[0].match: "all": is empty)"},
      {"two groups",
       "{\"field\":\"http.path\",\"contains\":\"../\"}",
       R"({"all":[{"field":"http.path","contains":"x"}],"any":[]})",
       R"(s.json: signatures[0].match: unknown key "any")"},
      {"false written out",
       "\"contains\"",
       "\"ignore_case\":false,\"contains\"",
       R"(s.json: signatures[0].match: "ignore_case": is false; leave it away instead)"},
      {"empty decode",
       "\"contains\"",
       "\"decode\":[],\"contains\"",
       R"(s.json: signatures[0].match: "decode": is empty; leave it away instead)"},
      {"duplicate key", "\"rev\":1", "\"rev\":1,\"rev\":1", R"(s.json: duplicate key "rev")"},
      {"cut short", "]}\n", "", "s.json:3:1: not valid JSON: unexpected text"},
  }));
  DYNAMIC_SECTION(refusal.name) {
    const std::string document = signatures_document({a_signature()});
    CHECK(refusal_of(replaced(document, std::string(refusal.from), std::string(refusal.to))) ==
          refusal.message);
  }
}

TEST_CASE("signatures out of order or twice are refused") {
  std::string twice = signatures_document({a_signature()});
  const std::string row =
      twice.substr(twice.find('\n') + 1, twice.rfind("\n]}") - twice.find('\n') - 1);
  twice.replace(twice.rfind("\n]}"), 1, ",\n" + row + "\n");
  CHECK(refusal_of(twice) == R"(s.json: signatures[1]: "a" is out of order; ids ascend)");
}

TEST_CASE("conditions nest 32 levels deep and no deeper") {
  for (const int depth : {max_condition_depth, max_condition_depth + 1, 5000}) {
    std::string match = R"({"field":"http.path","contains":"../"})";
    const std::string plain = match;
    for (int level = 1; level < depth; ++level)
      match = "{\"all\":[" + match + "]}";
    const std::string document = replaced(signatures_document({a_signature()}), plain, match);
    const std::string expected =
        depth == max_condition_depth ? "accepted"
        : depth < 100 ? "s.json: signatures[0].match: conditions nested deeper than 32 levels"
                      : "s.json: nested deeper than 72 levels";
    CHECK(refusal_of(document) == expected);
  }
}

}  // namespace
}  // namespace sig

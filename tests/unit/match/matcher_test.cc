#include "match/matcher.h"

#include <catch2/catch.hpp>

#include "match/reference.h"

namespace sig::match {
namespace {

Condition a_test(FieldId field, Operator op, std::string value, std::vector<Decode> decode = {}) {
  Condition out;
  out.kind = Condition::Kind::Test;
  out.test.field = {field, ""};
  out.test.op = op;
  out.test.decode = std::move(decode);
  out.test.values = {std::move(value)};
  return out;
}

Signature a_signature(std::string id, Condition condition) {
  Signature out;
  out.id = std::move(id);
  out.match = std::move(condition);
  return out;
}

std::vector<std::string> ids_of(const Ruleset& ruleset, std::span<const Hit> hits) {
  std::vector<std::string> out;
  for (const Hit& hit : hits)
    out.push_back(ruleset.signatures()[hit.signature].id + (hit.undecided ? "?" : ""));
  return out;
}

Event a_request(std::string_view uri) {
  Event event;
  event.what = HttpExchange{{.method = "GET", .uri = uri}, {}};
  return event;
}

TEST_CASE("an event is matched by the signatures whose condition holds and by no other") {
  const std::vector<Signature> signatures{
      a_signature("traversal",
                  a_test(FieldId::HttpPath, Operator::Contains, "../", {Decode::Url, Decode::Url})),
      a_signature("admin", a_test(FieldId::HttpPath, Operator::StartsWith, "/admin")),
      a_signature("php", a_test(FieldId::HttpPath, Operator::EndsWith, ".php")),
      a_signature("lookahead",
                  a_test(FieldId::HttpArgs, Operator::Regex, "union(?=.*select)", {Decode::Url})),
      a_signature("post", a_test(FieldId::HttpMethod, Operator::Equals, "POST")),
  };
  const auto ruleset = Ruleset::compile(signatures, {});
  if (!ruleset) FAIL(ruleset.error().message);
  Scanner scanner(*ruleset);
  using Ids = std::vector<std::string>;
  const auto scan = [&](std::string_view uri) {
    const Event event = a_request(uri);
    return ids_of(**ruleset, scanner.scan(event).hits);
  };
  CHECK(scan("/static/%252e%252e/x.php") == Ids{"traversal", "php"});
  CHECK(scan("/admin/index.php\n") == Ids{"admin"});
  CHECK(scan("/x?q=union+all+select") == Ids{"lookahead"});
  CHECK(scan("/x?q=select+union") == Ids{});
}

}  // namespace
}  // namespace sig::match

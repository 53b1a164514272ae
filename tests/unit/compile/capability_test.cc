#include "compile/capability.h"

#include <catch2/catch.hpp>
#include <set>

#include "model/names.h"
#include "tests/support/signature_generator.h"

namespace sig::compile {
namespace {

TEST_CASE("the table has one row for every feature of the language and a cell for every engine") {
  std::set<std::string> wanted{
      "condition all", "condition any", "condition none", "ignore_case", "rate"};
  for (const std::string_view name : field_names())
    wanted.insert("field " + std::string(name));
  for (const std::string_view name : names_of<Operator>())
    wanted.insert("operator " + std::string(name));
  for (const std::string_view name : names_of<Decode>())
    wanted.insert("decode " + std::string(name));
  std::multiset<std::string> found;
  for (const CapabilityRow& row : capability_table().rows) {
    INFO(row.feature);
    found.emplace(row.feature);
    CHECK(row.reasons.size() == capability_table().engines.size());
  }
  CHECK(found == std::multiset<std::string>(wanted.begin(), wanted.end()));
}

TEST_CASE("the built-in matcher expresses every signature whole") {
  test::SignatureGenerator generator(1);
  for (int i = 0; i < 1000; ++i) {
    for (const CapabilityLoss& loss : losses_of(generator.next(), capability_table()))
      REQUIRE(loss.engine != "sigmatchd");
  }
}

Signature a_signature() {
  Signature out;
  out.id = "s";
  Condition path{Condition::Kind::Test, {}, {}};
  path.test.field = {FieldId::HttpPath, ""};
  path.test.op = Operator::Regex;
  path.test.decode = {Decode::Url, Decode::Url};
  path.test.ignore_case = true;
  Condition address{Condition::Kind::Test, {}, {}};
  address.test.field = {FieldId::ClientIp, ""};
  address.test.op = Operator::In;
  out.match = {Condition::Kind::None, {}, {path, {Condition::Kind::Any, {}, {address}}}};
  out.rate = Rate{5, Seconds(60), {FieldId::HttpHeader, "x-user"}};
  return out;
}

TEST_CASE("the features of a signature are all that it uses") {
  CHECK(features_of(a_signature()) == std::vector<std::string>{"condition any",
                                                               "condition none",
                                                               "decode url",
                                                               "field client.ip",
                                                               "field http.header.",
                                                               "field http.path",
                                                               "ignore_case",
                                                               "operator in",
                                                               "operator regex",
                                                               "rate"});
}

TEST_CASE("a feature that an engine cannot express is a loss with its reason") {
  const auto write = [](const WriteRequest&) { return std::string(); };
  const Engine engines[] = {{"narrow", "n", write}, {"wide", "w", write}};
  const CapabilityRow rows[] = {
      {"condition any", {"", ""}},
      {"condition none", {"has no negation", ""}},
      {"decode url", {"", ""}},
      {"field client.ip", {"", ""}},
      {"field http.header.", {"", ""}},
      {"field http.path", {"sees log lines only", ""}},
      {"ignore_case", {"", ""}},
      {"operator in", {"", ""}},
      {"operator regex", {"", "its regex has no look-around"}},
  };
  const auto losses = losses_of(a_signature(), {engines, rows});
  std::vector<std::string> shown;
  for (const CapabilityLoss& loss : losses)
    shown.push_back(loss.signature + " on " + loss.engine + ": " + loss.reason);
  CHECK(shown == std::vector<std::string>{
                     "s on narrow: condition none: has no negation",
                     "s on narrow: field http.path: sees log lines only",
                     "s on narrow: rate: not in the capability table",
                     "s on wide: operator regex: its regex has no look-around",
                     "s on wide: rate: not in the capability table",
                 });
}

}  // namespace
}  // namespace sig::compile

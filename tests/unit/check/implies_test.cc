#include "check/implies.h"

#include <catch2/catch.hpp>

namespace sig::check {
namespace {

Condition test(Operator op, std::string value, bool ignore_case = false) {
  Condition out;
  out.kind = Condition::Kind::Test;
  out.test.field = {FieldId::HttpPath, ""};
  out.test.op = op;
  out.test.ignore_case = ignore_case;
  out.test.values = {std::move(value)};
  return out;
}

Condition group(Condition::Kind kind, std::vector<Condition> children) {
  Condition out;
  out.kind = kind;
  out.children = std::move(children);
  return out;
}

Condition number(Operator op, std::int64_t value) {
  Condition out = test(op, "");
  out.test.values.clear();
  out.test.number = value;
  return out;
}

using Kind = Condition::Kind;
using Op = Operator;

}  // namespace

TEST_CASE("one test implies another when every value that passes it passes the other") {
  struct Case {
    std::string name;
    Condition left, right;
    bool implied;
  };
  const Condition a = test(Op::Contains, "abc");
  const Condition b = test(Op::Contains, "xyz");
  const auto c = GENERATE_COPY(values<Case>({
      {"itself", a, a, true},
      {"a longer text", test(Op::Contains, "abcd"), a, true},
      {"a shorter text", test(Op::Contains, "ab"), a, false},
      {"equal to a text that holds it", test(Op::Equals, "/abc/"), a, true},
      {"a start does not follow from contains", a, test(Op::StartsWith, "abc"), false},
      {"a start follows from a longer start",
       test(Op::StartsWith, "abcd"),
       test(Op::StartsWith, "abc"),
       true},
      {"an end follows from equality", test(Op::Equals, "xabc"), test(Op::EndsWith, "abc"), true},
      {"a start says nothing of the end",
       test(Op::StartsWith, "abc"),
       test(Op::EndsWith, "abc"),
       false},
      {"case matters", test(Op::Contains, "ABC"), a, false},
      {"case does not matter to the right",
       test(Op::Contains, "ABC"),
       test(Op::Contains, "abc", true),
       true},
      {"case matters to the right only", test(Op::Contains, "abc", true), a, false},
      {"all implies each", group(Kind::All, {a, b}), a, true},
      {"each does not imply all", a, group(Kind::All, {a, b}), false},
      {"each implies any", a, group(Kind::Any, {b, a}), true},
      {"any implies what each branch implies",
       group(Kind::Any, {test(Op::Contains, "abcd"), test(Op::Equals, "abc")}),
       a,
       true},
      {"any does not imply a branch", group(Kind::Any, {a, b}), a, false},
      {"none of a wide set implies none of a narrow one",
       group(Kind::None, {a}),
       group(Kind::None, {test(Op::Contains, "abcd")}),
       true},
      {"and not the other way",
       group(Kind::None, {test(Op::Contains, "abcd")}),
       group(Kind::None, {a}),
       false},
      {"less than a smaller number", number(Op::LessThan, 5), number(Op::LessThan, 9), true},
      {"greater than a smaller number",
       number(Op::GreaterThan, 5),
       number(Op::GreaterThan, 9),
       false},
  }));
  DYNAMIC_SECTION(c.name) {
    CHECK(implies(c.left, c.right) == c.implied);
  }
}

TEST_CASE("a test of another field or behind another decode implies nothing") {
  const Condition left = test(Op::Contains, "abc");
  Condition other_field = left;
  other_field.test.field = {FieldId::HttpQuery, ""};
  Condition decoded = left;
  decoded.test.decode = {Decode::Url};
  CHECK_FALSE(implies(left, other_field));
  CHECK_FALSE(implies(left, decoded));
}

TEST_CASE("the canonical text tells conditions apart that only differ in one place") {
  const Condition left = test(Op::Contains, "abc");
  Condition right = left;
  CHECK(canonical_text(left) == canonical_text(right));
  right.test.ignore_case = true;
  CHECK(canonical_text(left) != canonical_text(right));
  CHECK(canonical_text(group(Kind::All, {left})) != canonical_text(group(Kind::Any, {left})));
}

}  // namespace sig::check

#include "check/tests_of.h"

#include <fmt/format.h>

#include "base/text.h"
#include "model/names.h"

namespace sig::check {
namespace {

std::string operand(const Test& test) {
  switch (test.op) {
    case Operator::In:
      return fmt::format("{} networks", test.networks.size());
    case Operator::LessThan:
    case Operator::GreaterThan:
      return std::to_string(test.number);
    case Operator::Exists:
      return test.wanted ? "true" : "false";
    case Operator::OneOf:
      if (test.values.size() > 1) return fmt::format("{} values", test.values.size());
      [[fallthrough]];
    default:
      return test.values.empty() ? "" : quote(test.values.front(), 60);
  }
}

}  // namespace

std::string describe(const Test& test) {
  std::string decodes;
  for (const Decode decode : test.decode)
    decodes += fmt::format("{}{}", decodes.empty() ? " (" : ", ", to_string(decode));
  if (!decodes.empty()) decodes += ")";
  return fmt::format(
      "{}{} {} {}", to_string(test.field), decodes, to_string(test.op), operand(test));
}

Span place_of_test(const Signature& signature, const Test& test) {
  return test.span.length > 0 ? test.span : signature.id_span;
}

}  // namespace sig::check

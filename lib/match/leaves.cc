#include "match/leaves.h"

#include <tuple>

#include "match/event_values.h"

namespace sig::match {

bool is_text_test(const Test& test) {
  return test.op != Operator::In && test.op != Operator::LessThan &&
         test.op != Operator::GreaterThan && test.op != Operator::Exists;
}

bool Leaves::Less::operator()(const Test* a, const Test* b) const {
  const auto key = [](const Test& t) {
    return std::tie(
        t.field, t.decode, t.op, t.ignore_case, t.values, t.networks, t.number, t.wanted);
  };
  return key(*a) < key(*b);
}

void Leaves::add(const Condition& condition, const Signature& signature) {
  if (condition.kind == Condition::Kind::Test) {
    Use& use = numbers_[&condition.test];
    use.surfaces |= surface_bit(signature.on);
    const bool is_first = use.example == nullptr || signature.id < use.example->id;
    if (is_first) use.example = &signature;
    return;
  }
  for (const Condition& child : condition.children)
    add(child, signature);
}

Leaves Leaves::collect(const std::vector<Signature>& signatures) {
  Leaves out;
  for (const Signature& signature : signatures)
    out.add(signature.match, signature);
  for (auto& [test, use] : out.numbers_) {
    use.number = static_cast<std::uint32_t>(out.tests_.size());
    out.tests_.push_back(test);
    out.surfaces_.push_back(use.surfaces);
    out.examples_.push_back(use.example);
  }
  return out;
}

std::uint32_t Leaves::number_of(const Test& test) const {
  return numbers_.at(&test).number;
}

}  // namespace sig::match

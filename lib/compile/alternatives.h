#pragma once

#include <optional>
#include <vector>

#include "model/signature.h"

namespace sig::compile {

/// A test, or its negation, in one way for a condition to hold.
struct Literal {
  const Test* test = nullptr;
  bool is_negated = false;
  /// Of a negated test: asked of a field that is there, or fulfilled because it is missing.
  enum class Part { Whole, There, Missing } part = Part::Whole;
};
using Alternative = std::vector<Literal>;

/// A condition as a list of ways to hold, each a list of tests that must all hold: what rules can
/// say. In the order of the condition; nothing when there are more than `most` ways or more than
/// 200 tests in one. Points into the condition.
std::optional<std::vector<Alternative>> alternatives_of(const Condition& condition, size_t most);

}  // namespace sig::compile

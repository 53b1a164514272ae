#pragma once

#include <string>

#include "model/signature.h"

namespace sig::check {

/// Calls visit(test) for every test of the condition, in the order in which they were written.
template <class Visit>
void for_each_test(const Condition& condition, Visit&& visit) {
  if (condition.kind == Condition::Kind::Test) visit(condition.test);
  for (const Condition& child : condition.children)
    for_each_test(child, visit);
}

/// `http.args (url, lowercase) contains "../"`, for messages.
std::string describe(const Test& test);

/// Where the test was written; the signature's id when the test has no place.
Span place_of_test(const Signature& signature, const Test& test);

}  // namespace sig::check

#pragma once

#include <string>

#include "model/signature.h"

namespace sig::check {

/// True when it is certain that whatever satisfies `left` satisfies `right`. False says nothing.
bool implies(const Condition& left, const Condition& right);

/// A text that is equal for two conditions exactly when they ask the same in the same order.
std::string canonical_text(const Condition& condition);

}  // namespace sig::check

#pragma once

#include <string>

#include "match/reference.h"

namespace sig::check {

/// The tests that kept a condition from holding, or that made it hold, each with the value it saw:
/// `http.path (url) contains "../" did not hold for "/static/a"`. At most three are told.
std::string why_not(const match::ConditionTrace& trace);
std::string why(const match::ConditionTrace& trace);

}  // namespace sig::check

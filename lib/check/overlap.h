#pragma once

#include "model/signature.h"

namespace sig::check {

/// Same surface, same condition, both with or both without a rate.
bool ask_the_same(const Signature& left, const Signature& right);

/// True when `outer` certainly finds whatever `inner` finds and does at least as much about it.
bool is_shadowed_by(const Signature& inner, const Signature& outer);

}  // namespace sig::check

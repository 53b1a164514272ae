#pragma once

#include <cstdint>

namespace sig::testing {

/// Calls of operator new in this thread since it started; the program must link counting_new.cc.
std::uint64_t allocations_so_far();

}  // namespace sig::testing

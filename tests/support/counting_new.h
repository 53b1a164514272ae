#pragma once

#include <cstdint>

namespace sig::testing {

/// Whether allocations are counted: not under a sanitizer, which has an operator new of its own.
bool counts_allocations();
/// Calls of operator new in this thread since it started; the program must link counting_new.cc.
std::uint64_t allocations_so_far();

}  // namespace sig::testing

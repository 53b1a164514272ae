// Replaces the global operator new, to prove that hot paths do not allocate.
#include "tests/support/counting_new.h"

#include <cstdlib>
#include <new>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SIGCTL_KEEPS_NEW 1
#endif
#endif

namespace {

thread_local std::uint64_t allocations = 0;

}  // namespace

std::uint64_t sig::testing::allocations_so_far() {
  return allocations;
}

#ifdef SIGCTL_KEEPS_NEW

bool sig::testing::counts_allocations() {
  return false;
}

#else

bool sig::testing::counts_allocations() {
  return true;
}

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}

void operator delete(void* memory) noexcept {
  std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

#endif

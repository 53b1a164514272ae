#pragma once

#include <memory>

namespace sig {

/// Deleter that calls a C library's free function: std::unique_ptr<hs_database_t,
/// FreeWith<hs_free_database>>.
template <auto free_function>
struct FreeWith {
  template <class T>
  void operator()(T* pointer) const {
    free_function(pointer);
  }
};

}  // namespace sig

#pragma once

#include <cassert>
#include <utility>
#include <variant>

#include "base/error.h"

namespace sig {

/// A value, or the reason there is none.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  explicit operator bool() const noexcept { return state_.index() == 0; }

  T& operator*() & {
    assert(*this);
    return *std::get_if<0>(&state_);
  }
  const T& operator*() const& {
    assert(*this);
    return *std::get_if<0>(&state_);
  }
  T&& operator*() && {
    assert(*this);
    return std::move(*std::get_if<0>(&state_));
  }
  T* operator->() { return &**this; }
  const T* operator->() const { return &**this; }

  const Error& error() const& {
    assert(!*this);
    return *std::get_if<1>(&state_);
  }
  Error&& error() && {
    assert(!*this);
    return std::move(*std::get_if<1>(&state_));
  }

 private:
  std::variant<T, Error> state_;
};

struct Unit {};

/// Success with nothing to say, or the reason for failure.
using Status = Result<Unit>;

inline Status ok() {
  return Unit{};
}

}  // namespace sig

/// The value of a Result, or an early return of its error. One TRY per statement.
#define TRY(expr)                                            \
  __extension__({                                            \
    auto try_result_ = (expr);                               \
    if (!try_result_) return std::move(try_result_).error(); \
    *std::move(try_result_);                                 \
  })

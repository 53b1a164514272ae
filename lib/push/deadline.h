#pragma once

#include <chrono>

namespace sig::push {

/// When a step must be over. Monotonic: nobody can set that clock.
class Deadline {
 public:
  explicit Deadline(std::chrono::milliseconds from_now)
      : at_(std::chrono::steady_clock::now() + from_now) {}

  bool is_over() const { return std::chrono::steady_clock::now() >= at_; }
  /// What is left, for poll(2); 0 when over.
  int left_ms() const {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        at_ - std::chrono::steady_clock::now());
    return left.count() > 0 ? static_cast<int>(left.count()) : 0;
  }
  /// The earlier of this and a step's own.
  Deadline within(std::chrono::milliseconds step) const {
    Deadline own(step);
    own.at_ = own.at_ < at_ ? own.at_ : at_;
    return own;
  }

 private:
  std::chrono::steady_clock::time_point at_;
};

}  // namespace sig::push

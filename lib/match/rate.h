#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/time.h"
#include "model/signature.h"

namespace sig::match {

/// Counts hits of signatures with a `rate` in windows of event time; bounded memory (oldest keys go
/// first, counted). One thread.
class RateWindows {
 public:
  explicit RateWindows(size_t max_keys = 1U << 20U);
  ~RateWindows();
  RateWindows(RateWindows&&) noexcept;

  /// True when this hit is the `rate.count`-th of the key within `rate.within`. Times may step back
  /// by a little; a hit older than the window is not counted.
  bool fires(std::uint32_t signature, const Rate& rate, std::string_view key, Time time);
  std::uint64_t evicted() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sig::match

#pragma once

#include <deque>
#include <string>
#include <vector>

#include "model/event.h"
#include "tests/support/random_signatures.h"

namespace sig::testing {

/// A random event over the pool of random_text. The event points into it.
class RandomEvent {
 public:
  explicit RandomEvent(Dice& dice);
  const Event& event() const { return event_; }

 private:
  std::string_view text(std::string value);
  std::string_view words(Dice& dice);
  std::span<const NameValue> pairs(Dice& dice, std::span<const std::string_view> names);
  HttpExchange exchange(Dice& dice);
  std::string body(Dice& dice, std::string& content_type);

  std::deque<std::string> texts_;
  std::deque<std::vector<NameValue>> pairs_;
  std::vector<std::string_view> queries_;
  Event event_;
};

}  // namespace sig::testing

#pragma once

#include <cstddef>

#include "match/reference.h"

namespace sig::match {

/// Kleene's strong logic over the children of one condition, one child at a time.
class KleeneFold {
 public:
  explicit KleeneFold(Condition::Kind kind) : kind_(kind) {}

  void add(Truth child) {
    any_yes_ |= child == Truth::Yes;
    any_no_ |= child == Truth::No;
    any_undecided_ |= child == Truth::Undecided;
  }
  /// True when no further child can change the result.
  bool is_settled() const { return kind_ == Condition::Kind::All ? any_no_ : any_yes_; }

  Truth result() const {
    if (kind_ == Condition::Kind::All) {
      if (any_no_) return Truth::No;
      return any_undecided_ ? Truth::Undecided : Truth::Yes;
    }
    const bool is_none = kind_ == Condition::Kind::None;
    if (any_yes_) return is_none ? Truth::No : Truth::Yes;
    if (any_undecided_) return Truth::Undecided;
    return is_none ? Truth::Yes : Truth::No;
  }

 private:
  Condition::Kind kind_;
  bool any_yes_ = false;
  bool any_no_ = false;
  bool any_undecided_ = false;
};

}  // namespace sig::match

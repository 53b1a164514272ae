#pragma once

#include <string>
#include <string_view>

#include "base/diagnostic.h"

namespace sig::source {

/// Findings about one object of a text (a signature, a project): passes errors on with the object's
/// name and knows whether there were any. Not thread-safe; the diagnostics must outlive it.
class Findings {
 public:
  static constexpr size_t most_with_suggestion = 200;

  explicit Findings(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void error(std::string_view code,
             Span at,
             std::string message,
             std::string label = {},
             std::string help = {}) {
    ++errors_;
    diagnostics_.error(code, at, std::move(message), std::move(label), std::move(help), subject_);
  }

  /// The signature that the findings from now on are about.
  void set_subject(std::string id) { subject_ = std::move(id); }
  size_t errors() const { return errors_; }
  /// Looking for the nearest name costs; a text with hundreds of findings gets no more of it.
  bool wants_suggestions() const { return diagnostics_.size() < most_with_suggestion; }
  const Sources& sources() const { return diagnostics_.sources(); }

 private:
  Diagnostics& diagnostics_;
  std::string subject_;
  size_t errors_ = 0;
};

}  // namespace sig::source

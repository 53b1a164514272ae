#pragma once

#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "source/ips_syntax.h"

namespace sig::source {

/// Findings about the rules of one file. A rule in a comment is read in silence: what is wrong with
/// it is kept as one text. Not thread-safe; the diagnostics must outlive it.
class IpsFindings {
 public:
  static constexpr size_t most_with_suggestion = 200;

  explicit IpsFindings(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  /// The findings from now on are about this rule, which must outlive them.
  void start(const IpsRuleText& text) {
    text_ = &text;
    errors_ = 0;
    first_error_.clear();
    subject_.clear();
  }
  void set_subject(std::string sid) { subject_ = std::move(sid); }

  void error(std::string_view code,
             const IpsWord& word,
             std::string message,
             std::string label = {},
             std::string help = {});
  void warning(std::string_view code,
               const IpsWord& word,
               std::string message,
               std::string label = {},
               std::string help = {});

  void warning_at(
      std::string_view code, Span at, std::string message, std::string label, std::string help);

  Span span(const IpsWord& word) const { return text_->span(word.at, word.text.size()); }
  size_t errors() const { return errors_; }
  const std::string& first_error() const { return first_error_; }
  bool wants_suggestions() const {
    return !text_->is_comment && diagnostics_.size() < most_with_suggestion;
  }

 private:
  Diagnostics& diagnostics_;
  const IpsRuleText* text_ = nullptr;
  std::string subject_;
  std::string first_error_;
  size_t errors_ = 0;
};

}  // namespace sig::source

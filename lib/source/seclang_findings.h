#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "source/seclang.h"
#include "source/seclang_codes.h"
#include "source/seclang_text.h"

namespace sig::source {

/// Findings about one configuration, said about the directive that is being read. Not thread-safe;
/// the diagnostics and the line of `start` must outlive it.
class SecFindings {
 public:
  static constexpr size_t most_with_suggestion = 50;

  SecFindings(SecEngine engine, Diagnostics& diagnostics)
      : engine_(engine), diagnostics_(diagnostics) {}

  void start(const SecLine& line) {
    line_ = &line;
    subject_.clear();
  }
  void set_subject(std::string id) { subject_ = std::move(id); }

  void error(std::string_view code,
             const SecWord& word,
             std::string message,
             std::string label = {},
             std::string help = {});
  void warning(std::string_view code,
               const SecWord& word,
               std::string message,
               std::string label = {},
               std::string help = {});
  void error_at(std::string_view code, Span at, std::string message, std::string help = {});
  void warning_at(std::string_view code, Span at, std::string message, std::string help = {});

  /// Says that an engine refuses something, `known` naming who takes it: an error for that engine,
  /// a warning when the configuration is for any, nothing when it is for the other one. `what` is
  /// "the operator \"rsub\"".
  void only(SecKnownBy known, const SecWord& word, const std::string& what, std::string help = {});
  /// The same of a row of a table: "the operator", "rsub".
  void known(SecKnownBy known, const SecWord& word, std::string_view what, std::string_view name);
  /// The same with a code and a message of its own, which names the engine.
  void refused_by(SecEngine engine,
                  std::string_view code,
                  const SecWord& word,
                  std::string message,
                  std::string help = {});

  /// `did you mean "X"?`, or nothing.
  template <class Row>
  std::string suggestion(std::string_view word, std::span<const Row> rows) const {
    if (diagnostics_.size() >= most_with_suggestion) return {};
    std::vector<std::string_view> names;
    for (const Row& row : rows)
      names.push_back(row.name);
    return suggestion_of(word, names);
  }

  Span span(const SecWord& word) const { return line_->span(word); }
  SecEngine engine() const { return engine_; }
  Diagnostics& diagnostics() { return diagnostics_; }

 private:
  static std::string suggestion_of(std::string_view word, std::span<const std::string_view> names);

  SecEngine engine_;
  Diagnostics& diagnostics_;
  const SecLine* line_ = nullptr;
  std::string subject_;
};

}  // namespace sig::source

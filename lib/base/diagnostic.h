#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "base/source_text.h"

namespace sig {

enum class Level { Error, Warning, Note };

/// One finding about a text that a person wrote. Plain value.
struct Diagnostic {
  Level level = Level::Error;
  std::string_view code;   ///< a code of diagnostic_codes.h, static storage
  std::string message;     ///< what is wrong; lower case, no period, the value in quotes
  std::optional<Span> at;  ///< where; none when the finding has no place (a missing file)
  std::string label;       ///< what was expected, printed behind the underline; may be empty
  std::string help;        ///< what to type; may be empty
  std::string subject;     ///< the id of the signature it is about; may be empty
};

/// Collects findings about texts, owns those texts, and keeps findings in the order of places.
/// Stages take it as their last parameter and never stop at the first finding. Not thread-safe.
class Diagnostics {
 public:
  Sources& sources() { return sources_; }
  const Sources& sources() const { return sources_; }

  void add(Diagnostic diagnostic);
  void error(std::string_view code,
             Span at,
             std::string message,
             std::string label = {},
             std::string help = {},
             std::string subject = {});
  void warning(std::string_view code,
               Span at,
               std::string message,
               std::string label = {},
               std::string help = {},
               std::string subject = {});

  bool has_errors() const;
  size_t count(Level level) const;
  size_t size() const { return findings_.size(); }
  /// Sorted by source name, place, code; equal findings once.
  std::vector<Diagnostic> sorted() const;

  /// All findings, each with its line underlined, then "1 error in 1 file." Colour by ANSI if
  /// asked.
  std::string as_text(bool colour = false) const;
  /// [{"code","level","message","file","line","column","length","label","help","signature"}]
  Json as_json() const;
  /// An Input error that says how many errors there are.
  Error as_error() const;

 private:
  Sources sources_;
  std::vector<Diagnostic> findings_;
};

std::string_view to_string(Level level);

}  // namespace sig

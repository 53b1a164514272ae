#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/json.h"

namespace sig::cli {

/// 0 yes or done, 1 no, 2 wrong usage, 3 could not be carried out, 4 not enough evidence,
/// 5 done only in part, 70 our own bug.
inline constexpr int exit_yes = 0;
inline constexpr int exit_no = 1;
inline constexpr int exit_usage = 2;
inline constexpr int exit_trouble = 3;
inline constexpr int exit_not_enough_evidence = 4;
inline constexpr int exit_partial = 5;
inline constexpr int exit_bug = 70;

int exit_code(ErrorKind kind);

enum class Colour { Auto, Always, Never };

/// Where results and messages go: stdout has the result, stderr progress and errors; with `json`
/// stdout has exactly one document. What is printed goes through visible() where it came from
/// outside.
class Terminal {
 public:
  Terminal(std::string command, bool json, Colour colour);

  bool json() const { return json_; }
  bool colours_result() const { return colour_out_; }
  bool shows_progress() const { return progress_; }
  /// Something of the result was not written, and not because its reader went away.
  bool has_lost_output() const { return has_lost_output_; }

  /// Text for a person; nothing in JSON mode.
  void text(std::string_view text) const;
  /// The document of JSON mode, {"schema":"<command>/1","ok":...} first; nothing otherwise.
  void document(bool succeeded, const Json& content) const;
  /// A line for stderr.
  void note(std::string_view text) const;
  /// One line that is overwritten; only on a terminal. An empty text clears it.
  void progress(std::string_view text) const;
  /// "error: message", the context and the hint; or the document with "error". Returns the exit
  /// code.
  int fail(const Error& error) const;

  std::string bold(std::string_view text) const;
  std::string green(std::string_view text) const;
  std::string red(std::string_view text) const;
  std::string yellow(std::string_view text) const;

 private:
  std::string painted(std::string_view escape, std::string_view text) const;
  void write_result(std::string_view text) const;
  std::string command_;
  bool json_;
  bool colour_out_;
  bool colour_err_;
  bool progress_;
  mutable bool has_lost_output_ = false;
};

/// A table with aligned columns and two blanks between; the last column is not padded.
std::string table(const std::vector<std::vector<std::string>>& rows,
                  std::string_view indent = "  ");

}  // namespace sig::cli

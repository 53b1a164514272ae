#pragma once

#include <string>
#include <utility>
#include <vector>

namespace sig {

/// Why an operation could not go on; each kind has one exit code.
enum class ErrorKind {
  Input,     ///< the user's file is wrong: exit 1
  Refused,   ///< a rule of ours says no (gate, lost race, drift): exit 1
  Usage,     ///< the command line is wrong: exit 2
  Io,        ///< a file, pipe or child process failed: exit 3
  Git,       ///< the repository did not do it: exit 3
  Target,    ///< an enforcement point did not do it: exit 3
  Evidence,  ///< not enough evidence to say yes or no: exit 4
  Partial,   ///< done only in part, act now: exit 5
  Internal,  ///< our own bug: exit 70
};

/// One reason, for the person who must act: what failed, what to do, and what we were doing.
/// Plain value. `message` is lower case without a period and names the value and the limit.
struct Error {
  ErrorKind kind = ErrorKind::Internal;
  std::string message;
  std::string hint;                  ///< what to type or change next; may be empty
  std::vector<std::string> context;  ///< innermost first: "reading sigctl.yaml"

  Error&& during(std::string step) && {
    context.push_back(std::move(step));
    return std::move(*this);
  }
};

inline Error input_error(std::string message, std::string hint = {}) {
  return {ErrorKind::Input, std::move(message), std::move(hint), {}};
}
inline Error refused(std::string message, std::string hint = {}) {
  return {ErrorKind::Refused, std::move(message), std::move(hint), {}};
}
inline Error io_error(std::string message, std::string hint = {}) {
  return {ErrorKind::Io, std::move(message), std::move(hint), {}};
}
inline Error usage_error(std::string message, std::string hint = {}) {
  return {ErrorKind::Usage, std::move(message), std::move(hint), {}};
}

}  // namespace sig

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sig {

struct ProcessResult {
  int exit_code = 0;  ///< 128 + signal when a signal ended it
  std::string out;
  std::string err;
};

struct ProcessOptions {
  std::string stdin_bytes;
  std::string folder;                    ///< working folder; empty: the caller's
  std::vector<std::string> environment;  ///< "NAME=value" lines added to the caller's
  std::chrono::milliseconds timeout{60000};
  size_t output_limit = 16U << 20U;
};

/// Runs a program by argv, never through a shell. A timeout kills it and is an Io error, as is a
/// program that cannot be started. A non-zero exit is a result, not an error.
Result<ProcessResult> run_process(const std::vector<std::string>& argv,
                                  const ProcessOptions& options = {});

struct ChildLimits {
  std::chrono::seconds cpu{10};
  std::uint64_t memory_bytes = 2ULL << 30U;  ///< RLIMIT_AS; 0: none (sanitizer builds need that)
  std::chrono::seconds wall{120};
};

/// How a bounded child ended. `answer` is what its function returned; empty unless ended == Done.
struct ChildResult {
  enum class Ended { Done, CpuLimit, MemoryLimit, WallLimit, Crashed };
  Ended ended = Ended::Done;
  std::string answer;
};

/// Runs `work` in a forked child with limits and brings its answer back over a pipe, so that
/// hostile input cannot take this process down. `work` must not touch threads or the terminal.
Result<ChildResult> run_bounded(const std::function<std::string()>& work, ChildLimits limits = {});

}  // namespace sig

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/result.h"
#include "model/seclang.h"

namespace sig::source {

/// Where the reader finds what a configuration names. Paths are as the configuration writes them;
/// `from` is the name of the file that does. Not thread-safe.
class SecFiles {
 public:
  virtual ~SecFiles() = default;
  /// The names of the files that an Include means, sorted; none when there is no such file.
  virtual std::vector<std::string> matching(const std::string& pattern,
                                            const std::string& from) = 0;
  /// The bytes of a file that `matching` named; an error when it is larger than `limit`.
  virtual Result<std::string> read(const std::string& name, std::uint64_t limit) = 0;
  /// Whether the data file of an operator such as @pmFromFile is there.
  virtual bool has(const std::string& path, const std::string& from) = 0;
};

struct SecInput {
  std::string name;
  std::string bytes;
};

struct SecReadOptions {
  /// What this engine does not take is an error; with Any it is a warning.
  SecEngine engine = SecEngine::Any;
  /// Ids outside of it are errors; nothing: every id may be used.
  std::optional<SecIdRange> own_ids;
};

inline constexpr size_t most_seclang_file_bytes = size_t{16} << 20U;
inline constexpr size_t most_seclang_bytes = size_t{256} << 20U;     ///< of all files together
inline constexpr size_t most_seclang_line_bytes = size_t{1} << 20U;  ///< continuations joined
inline constexpr size_t most_seclang_directives = 200000;            ///< of all files together
inline constexpr size_t most_seclang_files = 2000;
inline constexpr size_t most_seclang_include_depth = 16;
inline constexpr size_t most_seclang_chain = 100;
inline constexpr size_t most_seclang_parts = 2000;  ///< variables of a rule; its actions

/// The files in their order, as an engine would load them one after the other. What cannot be read
/// as a directive is left out; an unknown name within one is kept. Findings go to `diagnostics`,
/// which keeps the texts. Not looked at: whether a regex compiles (check/seclang_regexes.h).
SecConfiguration read_seclang(std::vector<SecInput> files,
                              const SecReadOptions& options,
                              SecFiles& world,
                              Diagnostics& diagnostics);

}  // namespace sig::source

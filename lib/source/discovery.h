#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/result.h"

namespace sig::source {

/// One file that holds signatures: where it is, and its name as people know it.
struct SourceFile {
  std::string path;
  std::string name;  ///< relative to the project
};

/// The files below the given files and folders (relative to `root`; "" is where we are), sorted by
/// name, each once: *.yaml, *.yml and *.rules, and those of languages that are not read yet. Hidden
/// files and folders are skipped. A path that is not there is an Io error; a symbolic link or
/// device too.
Result<std::vector<SourceFile>> find_sources(const std::string& root,
                                             const std::vector<std::string>& paths);

/// Reads a file into the texts of the diagnostics. Nothing, with a finding, for a file that is too
/// large or in a language that is not read yet. An Io error when it cannot be read.
Result<std::optional<std::uint32_t>> load(const SourceFile& file, Diagnostics& diagnostics);

/// The same for a text with its own limit, such as sigctl.yaml.
Result<std::optional<std::uint32_t>> load_yaml(const SourceFile& file,
                                               std::uint64_t most_bytes,
                                               Diagnostics& diagnostics);

}  // namespace sig::source

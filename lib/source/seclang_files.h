#pragma once

#include <string>
#include <vector>

#include "source/seclang.h"

namespace sig::source {

/// The files of a disk. A path is looked up beside the file that names it, then from the folder
/// that the program runs in, as libmodsecurity does; '*', '?' and '[...]' may
/// stand in its last part, as in glob(7). Nothing is kept.
class SecDiskFiles final : public SecFiles {
 public:
  std::vector<std::string> matching(const std::string& pattern, const std::string& from) override;
  Result<std::string> read(const std::string& name, std::uint64_t limit) override;
  bool has(const std::string& path, const std::string& from) override;
};

}  // namespace sig::source

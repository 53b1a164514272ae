#pragma once

#include <fnmatch.h>

#include <map>
#include <set>

#include "source/seclang.h"

namespace sig::test {

/// Files in memory; data files are there when they are named in `data`, or all of them are.
struct SecMemoryFiles final : source::SecFiles {
  std::map<std::string, std::string> files;
  std::set<std::string> data;
  bool has_all_data = false;

  std::vector<std::string> matching(const std::string& pattern, const std::string&) override {
    std::vector<std::string> out;
    for (const auto& [name, bytes] : files) {
      if (fnmatch(pattern.c_str(), name.c_str(), 0) == 0) out.push_back(name);
    }
    return out;
  }
  Result<std::string> read(const std::string& name, std::uint64_t limit) override {
    const auto found = files.find(name);
    if (found == files.end() || found->second.size() > limit) return io_error("no file " + name);
    return found->second;
  }
  bool has(const std::string& path, const std::string&) override {
    return has_all_data || data.count(path) != 0;
  }
};

}  // namespace sig::test

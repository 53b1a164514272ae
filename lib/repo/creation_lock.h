#pragma once

#include <string>

#include "base/result.h"

namespace sig::repo {

/// Held around the creation of references: a file lock on FOLDER/sigctl.lock, which the kernel
/// takes back when the process dies. Between begin() and end() the file names the reference being
/// created, so the next holder finds the `.lock` that a killed one left beside that reference, and
/// removes it. Locks of others (git's own, or of a living process) are never touched. One thread at
/// a time.
class CreationLock {
 public:
  /// Waits for at most 10 s.
  static Result<CreationLock> take(const std::string& folder);
  CreationLock(CreationLock&& other) noexcept;
  CreationLock& operator=(CreationLock&&) = delete;
  ~CreationLock();

  /// False where somebody else's lock stands beside the reference: wait, and do not create now.
  Result<bool> begin(const std::string& reference);
  void end();

 private:
  CreationLock(int descriptor, std::string folder)
      : descriptor_(descriptor), folder_(std::move(folder)) {}
  int descriptor_;
  std::string folder_;
};

}  // namespace sig::repo

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/digest.h"
#include "base/result.h"

namespace sig::push {

/// "43-1a2b3c4d5e6f": the release's number and the first 12 digits of the bundle's digest.
std::string generation_name(std::uint64_t release, const Digest& bundle);

inline constexpr size_t kept_generations = 5;

/// The folder of one sigmatchd as a push changes it (schemas/sigmatchd.md): generations beside each
/// other, and the link "current" that names the one in force. Holds the folder's lock, so that two
/// pushes never work on it at once. One thread.
class GenerationFolder {
 public:
  static Result<GenerationFolder> open(const std::string& folder);
  GenerationFolder(GenerationFolder&& other) noexcept;
  GenerationFolder& operator=(GenerationFolder&&) = delete;
  ~GenerationFolder();

  /// Nothing when there is no link yet.
  Result<std::optional<std::string>> current() const;
  /// Writes both files and flushes them before it returns.
  Status stage(const std::string& name, std::string_view bundle, std::string_view activation);
  /// Points "current" to a generation in one step.
  Status make_current(const std::string& name);
  Status remove_current();
  void remove(const std::string& name);
  /// Removes the oldest generations until five are left; never `current`, never younger ones.
  void remove_old();

 private:
  GenerationFolder(std::string folder, int lock) : folder_(std::move(folder)), lock_(lock) {}
  std::string path_of(const std::string& name) const;
  Status sync(const std::string& folder) const;

  std::string folder_;
  int lock_ = -1;
};

}  // namespace sig::push

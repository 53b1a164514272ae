#include "match/bounded_child.h"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>

#include "base/sanitizer.h"

namespace sig::match {
namespace {

/// Address space in use (proc(5), statm).
std::uint64_t mapped_bytes() {
  std::uint64_t pages = 0;
  std::ifstream statm("/proc/self/statm");
  statm >> pages;
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

Result<ChildResult> run_in_bounded_child(const std::function<std::string()>& work,
                                         std::uint64_t cpu_seconds,
                                         std::uint64_t memory_bytes) {
  ChildLimits limits;
  limits.cpu = std::chrono::seconds(cpu_seconds);
  limits.memory_bytes = is_sanitized ? 0 : mapped_bytes() + memory_bytes;
  return run_bounded(work, limits);
}

std::string ended_text(ChildResult::Ended ended,
                       std::uint64_t cpu_seconds,
                       std::uint64_t memory_bytes) {
  switch (ended) {
    case ChildResult::Ended::Done:
      return "done";
    case ChildResult::Ended::CpuLimit:
      return fmt::format("took more than {} s of CPU", cpu_seconds);
    case ChildResult::Ended::MemoryLimit:
      return fmt::format("took more than {} MiB of memory", memory_bytes >> 20U);
    case ChildResult::Ended::WallLimit:
      return "did not end within 120 s";
    case ChildResult::Ended::Crashed:
      return "crashed the compiling process";
  }
  return {};
}

}  // namespace sig::match

#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/process.h"

namespace sig::match {

/// run_bounded with the memory limit on top of what this process has mapped already; without a
/// memory limit under sanitizers, whose shadow needs the address space.
Result<ChildResult> run_in_bounded_child(const std::function<std::string()>& work,
                                         std::uint64_t cpu_seconds,
                                         std::uint64_t memory_bytes);

/// "took more than 10 s of CPU".
std::string ended_text(ChildResult::Ended ended,
                       std::uint64_t cpu_seconds,
                       std::uint64_t memory_bytes);

}  // namespace sig::match

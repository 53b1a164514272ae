#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

namespace sig::replay {

/// Runs `work(worker, item)` for every item from 0 on `workers` threads. Items are begun in their
/// order; returns when all are done. An exception of one ends the begin of others and is thrown
/// here.
void run_on_workers(std::uint32_t workers,
                    size_t items,
                    const std::function<void(std::uint32_t worker, size_t item)>& work);

}  // namespace sig::replay

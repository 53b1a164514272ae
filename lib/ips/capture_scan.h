#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "ips/alert.h"
#include "ips/capture_engine.h"
#include "ips/inspector.h"

namespace sig::ips {

struct ScanOptions {
  EngineOptions engine;
  InspectorOptions inspector;
};

struct ScanCounts {
  EngineCounts engine;
  std::uint64_t bytes_scanned = 0;
  bool end_of_input = false;  ///< the capture was read to its end
  std::string damage;         ///< what stood where no record was
};

/// Inspects one capture file from its first packet to its last.
Result<ScanCounts> scan_capture(const std::string& path,
                                std::shared_ptr<const Ruleset> ruleset,
                                const ScanOptions& options,
                                AlertSink& sink);

}  // namespace sig::ips

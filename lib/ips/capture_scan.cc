#include "ips/capture_scan.h"

namespace sig::ips {

Result<ScanCounts> scan_capture(const std::string& path,
                                std::shared_ptr<const Ruleset> ruleset,
                                const ScanOptions& options,
                                AlertSink& sink) {
  traffic::ChunkInput input = TRY(traffic::ChunkInput::open(path));
  const std::unique_ptr<traffic::CaptureReader> reader =
      TRY(traffic::open_capture(std::move(input), path));
  Inspector inspector(std::move(ruleset), options.inspector, sink);
  CaptureEngine engine(options.engine, inspector);
  ScanCounts counts;
  traffic::CapturedPacket packet;
  for (;;) {
    const auto outcome = reader->next(packet);
    if (outcome == traffic::CaptureReader::Outcome::Packet) {
      engine.take(packet);
      continue;
    }
    counts.end_of_input = outcome == traffic::CaptureReader::Outcome::End;
    counts.damage = reader->damage();
    break;
  }
  engine.finish();
  counts.engine = engine.counts();
  counts.bytes_scanned = inspector.bytes_scanned();
  return counts;
}

}  // namespace sig::ips

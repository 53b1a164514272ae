#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/result.h"
#include "model/evidence.h"
#include "replay/replay.h"

namespace sig::pipeline {

/// What to replay: a bundle file, or signature sources; over corpora of a project, or loose
/// traffic.
struct RehearsalRequest {
  std::string folder;                ///< where to look for the project
  std::string bundle;                ///< a bundle file; or
  std::vector<std::string> sources;  ///< signature files and folders
  std::vector<std::string> corpora;  ///< names in sigctl.yaml, or folders that hold corpus.yaml
  std::vector<std::string> traffic;  ///< loose recordings and folders
  std::map<std::string, std::vector<std::string>> vars;
  traffic::OpenOptions options;
  std::string engine = "builtin";  ///< or "suricata": who runs native rules
  std::string cache_folder;        ///< compiled databases; empty: none
  std::uint32_t workers = 1;
  std::uint32_t shard = 0;
  std::uint32_t shards = 1;
  Time now;
  std::function<Time()> clock;  ///< asked once, when the replay has ended
  std::function<void(const replay::Progress&)> on_progress;
  std::function<void(const replay::HitEvent&)> on_hit;
};

struct Rehearsal {
  Evidence evidence;
  size_t signatures = 0;
};
Result<Rehearsal> rehearse(const RehearsalRequest& request, Diagnostics& diagnostics);

/// Old against new over the same corpora. Each of `before` and `after` is a bundle file or sources.
Result<replay::Comparison> compare(const RehearsalRequest& request,
                                   const std::string& before,
                                   const std::string& after,
                                   Diagnostics& diagnostics);

/// What two engines made of one capture with one native rule, where that differs.
struct EngineDifference {
  std::string corpus;
  std::string file;
  std::string signature;
  std::uint64_t builtin = 0;  ///< flows
  std::uint64_t suricata = 0;
};
struct EngineComparison {
  std::string suricata_version;
  std::uint64_t agreed = 0;  ///< pairs of capture and rule on which both fired on as many flows
  std::vector<EngineDifference> differences;  ///< sorted by corpus, file, signature
  std::vector<std::string> invalid;           ///< why either run proves nothing
};
/// Runs the native rules with the built-in matcher and with Suricata over the same captures.
Result<EngineComparison> compare_engines(const RehearsalRequest& request, Diagnostics& diagnostics);

/// Signatures from a bundle file, or from sources when the path is none.
Result<std::vector<Signature>> read_any_signatures(
    const std::vector<std::string>& paths,
    const std::map<std::string, std::vector<std::string>>& vars,
    Diagnostics& diagnostics);

}  // namespace sig::pipeline

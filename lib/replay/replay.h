#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/suricata.h"
#include "ips/ruleset.h"
#include "model/bundle.h"
#include "model/corpus.h"
#include "model/evidence.h"
#include "traffic/event_source.h"

namespace sig::replay {

/// One corpus to replay: pinned (files of the manifest below the folder) or loose files.
struct CorpusInput {
  std::string name;
  std::string folder;       ///< paths of `manifest.files` are relative to it
  CorpusManifest manifest;  ///< for loose files: paths only, digest all zero
  bool is_pinned = true;
};

/// One line of `--events`: a hit with what EVE calls it.
struct HitEvent {
  const Signature* signature = nullptr;
  HitExample example;
  std::string corpus;
  IpAddress client_ip;  ///< this and what follows: unset for a rate hit, whose event has gone
  IpAddress server_ip;
  std::uint16_t client_port = 0;
  std::uint16_t server_port = 0;
  std::uint8_t ip_protocol = 0;
};

struct Progress {
  std::uint64_t bytes_done = 0;
  std::uint64_t bytes_total = 0;
  std::uint64_t units = 0;
};

/// The native rules of a set, compiled; `signatures` names the signature of each rule as it was
/// given to ips::Ruleset::compile.
struct NativeRules {
  std::shared_ptr<const ips::Ruleset> ruleset;
  std::vector<std::string> signatures;
  /// Set: this program runs them, in place of the built-in matcher.
  std::optional<engine::Suricata> suricata;
  engine::EngineRules suricata_rules;
};

struct ReplayRequest {
  Digest bundle;
  std::string project;
  std::vector<Signature> signatures;
  /// Those of `signatures` that are native; without it they are not run, and nothing of them is
  /// measured.
  std::optional<NativeRules> native;
  std::vector<CorpusInput> corpora;
  traffic::OpenOptions traffic;  ///< part and wanted are ours to set
  std::uint32_t workers = 1;
  std::uint32_t shard = 0;  ///< of `shards`; 0-based
  std::uint32_t shards = 1;
  size_t examples_per_signature = 20;  ///< per corpus
  std::string cache_folder;
  Time started;
  std::function<void(const Progress&)>
      on_progress;  ///< called from one thread at a time; may be empty
  /// Called from one thread at a time, in the order of corpora, files, and events as the recording
  /// gives them; hits of signatures with a rate come last. May be empty; where it is set, a large
  /// file is not split, so that its order is one. At most 64 MiB of hits wait for their turn.
  std::function<void(const HitEvent&)> on_hit;
};

/// Replays the signatures over the corpora on `workers` threads. Memory: what the readers and the
/// matcher hold per thread, plus at most 1 048 576 clients per corpus and surface and as many hits
/// of signatures with a rate; more is a reason in Evidence::invalid. `finished` is `started`: only
/// the caller has a clock. A hit of a signature with a rate on an event without a time never fires,
/// and is counted in the reasons of the corpus. What makes the run prove nothing (a pinned file
/// that changed, is missing, unread or partly read; an empty corpus) goes to Evidence::invalid. An
/// error means that nothing could be run at all.
Result<Evidence> replay(const ReplayRequest& request);

/// Evidence of shards of one run put together; when complete, rate windows are applied and the
/// digest is that of the unsharded run. Refuses parts of different runs and the same part twice.
Result<Evidence> merge(std::vector<Evidence> parts);

/// What becomes of a unit: the strongest action of the signatures that fired.
enum class Outcome { None, Alert, Block };
std::string_view to_string(Outcome outcome);

/// A unit whose verdict differs between two bundles.
struct Change {
  std::string corpus;
  Label label = Label::Unknown;
  HitExample where;
  Outcome was = Outcome::None;
  Outcome becomes = Outcome::None;
  std::vector<std::string> before;  ///< ids that fired with the old bundle
  std::vector<std::string> after;
};

/// A signature that differs between the two sets, or because of which a unit changes verdict.
struct SignatureChange {
  enum class Kind { Same, Added, Removed, Changed } kind = Kind::Same;
  std::string id;
  std::string title;  ///< of the new one, where there is one
  std::optional<std::uint32_t> rev_before, rev_after;
  // Units that change verdict:
  std::uint64_t begins = 0;  ///< it fires with the new set only
  std::uint64_t ends = 0;    ///< it fired with the old set only
  std::uint64_t acts = 0;    ///< it fires with both, but its action is another
};
std::string_view to_string(SignatureChange::Kind kind);

struct Comparison {
  std::vector<Change> changes;              ///< capped at `max_changes`; counts below are complete
  std::vector<SignatureChange> signatures;  ///< by id
  std::uint64_t newly_flagged_unlabelled = 0;
  std::uint64_t no_longer_flagged_unlabelled = 0;
  std::uint64_t newly_flagged_benign = 0;
  std::uint64_t no_longer_flagged_benign = 0;
  std::uint64_t newly_flagged_attack = 0;
  std::uint64_t no_longer_flagged_attack = 0;
  std::uint64_t newly_blocked_benign = 0;  ///< by a signature with action block
  std::uint64_t no_longer_blocked_benign = 0;
  double mcnemar_p = 1.0;  ///< exact, one-sided, benign units
};

/// Runs both sets over the same corpora in one pass and lists the units that change verdict (none,
/// alert, block). An error where more than 1 048 576 units change.
Result<Comparison> compare(const ReplayRequest& before,
                           std::vector<Signature> after,
                           std::optional<NativeRules> native_after = std::nullopt,
                           size_t max_changes = 1000);

}  // namespace sig::replay

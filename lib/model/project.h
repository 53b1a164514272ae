#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/ip.h"
#include "base/time.h"
#include "model/corpus.h"
#include "model/id_lock.h"
#include "model/signature.h"

namespace sig {

/// A limit, and the place that sets it ("sigctl.yaml:14"), so that a refusal can name both.
template <class T>
struct Setting {
  T value{};
  std::string where;
};

struct FalsePositiveGate {
  std::vector<std::string> corpora;
  Setting<double> max_rate;  ///< 0 to 1
  Setting<double> confidence{0.95, "default"};
};

struct DetectionGate {
  std::vector<std::string> corpora;
  Setting<double> min_rate;
  Setting<double> confidence{0.95, "default"};
};

/// What an environment asks of a bundle before it takes it.
struct GatePolicy {
  std::optional<FalsePositiveGate> false_positives;
  std::optional<DetectionGate> detection;
  std::optional<Setting<double>> max_ns_per_byte;
  std::optional<Setting<Seconds>> soak;
  std::optional<Setting<std::uint32_t>> approvals;
  std::optional<Setting<bool>> no_new_benign_blocks;
  std::optional<Setting<Seconds>> max_evidence_age;
};

enum class Mode { Detect, Block };

struct Environment {
  std::string name;
  std::string after;  ///< the environment a bundle must be in before; empty: none
  Mode mode = Mode::Detect;
  std::optional<Confidence> block_at;  ///< below it a signature only alerts
  std::optional<GatePolicy> gate;
  std::optional<Setting<double>> max_benign_match_rate;  ///< ceiling for one signature, any action
  std::vector<Cidr> never_block;                         ///< addresses
  std::vector<std::string> never_block_names;  ///< other names, matched against User-Agent
  std::string where;                           ///< "sigctl.yaml:9"
};

struct CorpusRef {
  std::string name;
  std::string path;  ///< relative to the project
  Label label = Label::Unknown;
  std::optional<Setting<Seconds>> max_age;
};

/// One running matcher. `settings` are the driver's own keys (socket, url, folder, probe.url, ...).
struct EnforcementPoint {
  std::string name;
  std::string driver;
  std::string environment;
  std::uint32_t wave = 1;
  std::map<std::string, std::string> settings;
  std::string where;
};

/// sigctl.yaml. Plain value.
struct Project {
  std::string name;
  std::string root;  ///< the folder of sigctl.yaml; not part of any output
  std::vector<std::string> sources;
  std::vector<CorpusRef> corpora;                        ///< sorted by name
  std::vector<Environment> environments;                 ///< in the order of the file
  std::vector<EnforcementPoint> points;                  ///< sorted by wave, then name
  std::map<std::string, std::vector<std::string>> vars;  ///< $NAME in `in` and `one_of` lists
  std::string signers;  ///< path of the allowed_signers file; may be empty
  IdRange ids;          ///< the numbers that rules are given

  const Environment* find_environment(std::string_view name) const;
  const CorpusRef* find_corpus(std::string_view name) const;
};

/// The action that really happens: min(what the signature asks, what the environment allows), and
/// alert once review_by is past.
Action effective_action(const Signature& signature, const Environment& environment, Time now);

std::string_view to_string(Mode mode);

}  // namespace sig

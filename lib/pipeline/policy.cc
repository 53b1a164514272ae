#include <nlohmann/json.hpp>

#include "base/json.h"
#include "model/names.h"
#include "pipeline/release.h"

namespace sig::pipeline {
namespace {

template <class T>
Json limit(const Setting<T>& setting) {
  return {{"value", setting.value}, {"set_in", setting.where}};
}

Json limit(const Setting<Seconds>& setting) {
  return {{"value", to_text(setting.value)}, {"set_in", setting.where}};
}

Json gate_json(const GatePolicy& gate) {
  Json out = Json::object();
  if (gate.false_positives) {
    out["false_positives"] = {{"corpora", gate.false_positives->corpora},
                              {"max_rate", limit(gate.false_positives->max_rate)},
                              {"confidence", limit(gate.false_positives->confidence)}};
  }
  if (gate.detection) {
    out["detection"] = {{"corpora", gate.detection->corpora},
                        {"min_rate", limit(gate.detection->min_rate)},
                        {"confidence", limit(gate.detection->confidence)}};
  }
  if (gate.max_ns_per_byte) out["max_ns_per_byte"] = limit(*gate.max_ns_per_byte);
  if (gate.soak) out["soak"] = limit(*gate.soak);
  if (gate.approvals) out["approvals"] = limit(*gate.approvals);
  if (gate.no_new_benign_blocks) out["no_new_benign_blocks"] = limit(*gate.no_new_benign_blocks);
  if (gate.max_evidence_age) out["max_evidence_age"] = limit(*gate.max_evidence_age);
  return out;
}

}  // namespace

std::string policy_document(const Project& project, const Environment& environment) {
  Json out = {{"schema", "policy/1"},
              {"project", project.name},
              {"environment", environment.name},
              {"after", environment.after},
              {"mode", to_string(environment.mode)}};
  if (environment.block_at) out["block_at"] = {{"confidence", to_string(*environment.block_at)}};
  if (environment.gate) out["gate"] = gate_json(*environment.gate);
  if (environment.max_benign_match_rate) {
    out["ceiling"] = {{"benign_match_rate", limit(*environment.max_benign_match_rate)}};
  }
  return json_document(out);
}

}  // namespace sig::pipeline

#pragma once

#include "model/project.h"
#include "promote/gate.h"
#include "support/evidence_builder.h"

namespace sig::promote {

/// A project with one environment "prod" behind a gate for false positives on benign-web, and facts
/// that pass it; a test changes what it is about.
struct World {
  Project project;
  Environment environment;
  GateFacts facts;

  explicit World(std::uint64_t clients = 4000, double max_rate = 1e-3) {
    project.name = "shop-edge";
    CorpusRef ref;
    ref.name = "benign-web";
    ref.label = Label::Benign;
    project.corpora = {ref};
    environment.name = "prod";
    environment.where = "sigctl.yaml:9";
    FalsePositiveGate gate;
    gate.corpora = {"benign-web"};
    gate.max_rate = {max_rate, "sigctl.yaml:14"};
    environment.gate.emplace().false_positives = gate;
    const Evidence evidence = tests::clean_evidence(clients, 1);
    facts.bundle_digest = evidence.bundle;
    for (const SignatureEvidence& signature : evidence.signatures) {
      ManifestSignature row;
      row.id = signature.id;
      row.action = signature.action;
      row.confidence = signature.confidence;
      row.digest = signature.digest;
      facts.bundle.signatures.push_back(row);
    }
    facts.last_release = facts.bundle.signatures;
    facts.pinned_manifests = {evidence.corpora[0].manifest};
    facts.tool_version = evidence.tool_version;
    facts.engine_version = evidence.engine_version;
    facts.evidence = {evidence};
    facts.now = Time{evidence.finished.ns + 3600LL * 1000000000};
  }

  Evidence& evidence() { return facts.evidence[0]; }
  SurfaceCounts& requests() { return evidence().corpora[0].surfaces[Surface::HttpRequest]; }

  /// The signature flags (and blocks) so many units of a client.
  void hit(size_t signature, const std::string& client, std::uint64_t hits) {
    for (UnitCounts* counts : {&requests().total, &requests().clients[client]}) {
      counts->flagged += hits;
      for (std::uint64_t& level : counts->blocked)
        level += hits;
    }
    SignatureOnCorpus& of = evidence().signatures[signature].corpora["benign-web"];
    of.hits += hits;
    of.clients[client] += hits;
  }

  Decision decide() {
    facts.project = &project;
    facts.environment = &environment;
    return promote::decide(facts);
  }
};

inline const Reason* find_reason(const Decision& decision, std::string_view code) {
  for (const Reason& reason : decision.reasons) {
    if (reason.code == code) return &reason;
  }
  return nullptr;
}

}  // namespace sig::promote

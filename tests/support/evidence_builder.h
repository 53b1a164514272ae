#pragma once

#include <string>
#include <utility>

#include "model/evidence.h"
#include "replay/evidence_file.h"

namespace sig::tests {

inline Time day(int number) {
  return Time{(20000LL + number) * 86400 * 1000000000};
}

/// Evidence of one corpus "benign-web" of `clients` clients with `units` requests each and two
/// signatures, none of which hit.
inline Evidence clean_evidence(std::uint64_t clients, std::uint64_t units) {
  Evidence out;
  out.bundle = sha256("bundle");
  out.project = "shop-edge";
  out.tool_version = "0.1.0";
  out.engine = "sigmatchd";
  out.engine_version = "1 hyperscan 5.4.0";
  out.signatures_expected = out.signatures_loaded = 2;
  CorpusRun run;
  run.name = "benign-web";
  run.label = Label::Benign;
  run.manifest = sha256("benign-web");
  run.client_rule = "source-ip";
  run.files_pinned = run.files_read = 1;
  run.records_pinned = run.records_read = clients * units;
  run.bytes_read = clients * units * 500;
  run.captured_from = day(1);
  run.captured_to = Time{day(2).ns + 123456789};
  SurfaceCounts& surface = run.surfaces[Surface::HttpRequest];
  surface.total.units = clients * units;
  for (std::uint64_t i = 0; i < clients; ++i)
    surface.clients["client-" + std::to_string(i)].units = units;
  for (const char* id : {"path-traversal", "sql-injection"}) {
    SignatureEvidence signature;
    signature.id = id;
    signature.rev = 3;
    signature.action = Action::Block;
    signature.confidence = Confidence::High;
    signature.severity = Severity::High;
    signature.title = "Title of " + signature.id;
    signature.category = signature.id;
    signature.origin = {"signatures/" + signature.id + ".yaml", 7};
    signature.digest = sha256(id);
    signature.corpora["benign-web"].reachable = clients * units;
    out.signatures.push_back(std::move(signature));
  }
  out.corpora.push_back(std::move(run));
  out.scan_ns = 5000000;
  out.scan_bytes = 1000000;
  out.shards_merged = {0};
  out.started = day(10);
  out.finished = Time{day(10).ns + 60000000000};
  out.workers = 2;
  out.result_digest = replay::result_digest(out);
  return out;
}

/// One hit of the first signature by client-0, with its example.
inline Evidence evidence_with_hit() {
  Evidence out = clean_evidence(3, 4);
  SurfaceCounts& surface = out.corpora[0].surfaces[Surface::HttpRequest];
  for (UnitCounts* counts : {&surface.total, &surface.clients["client-0"]}) {
    counts->flagged = 1;
    counts->blocked = {1, 1, 1};
  }
  out.corpora[0].reasons["rejected: no request line"] = 2;
  out.corpora[0].records_rejected = 2;
  SignatureOnCorpus& counts = out.signatures[0].corpora["benign-web"];
  counts.candidates = 2;
  counts.hits = 1;
  counts.clients["client-0"] = 1;
  counts.examples.push_back({"a.har",
                             7,
                             1,
                             "client-0",
                             Time{day(1).ns + 42},
                             "GET /aaa/../aaa",
                             {{"http.path", "../", "/aaa/../aaa"}}});
  out.hits.add("a hit");
  out.result_digest = replay::result_digest(out);
  return out;
}

}  // namespace sig::tests

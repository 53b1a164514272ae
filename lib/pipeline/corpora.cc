#include "pipeline/corpora.h"

#include <algorithm>
#include <thread>

#include "base/diagnostic.h"
#include "base/file.h"
#include "base/text.h"
#include "source/source.h"
#include "traffic/corpus.h"

namespace sig::pipeline {
namespace {

Result<Label> label_of(const std::string& text) {
  if (const auto label = parse_label(text); label && *label != Label::Unknown) return *label;
  return usage_error("the label of a corpus is benign or attack, not " + quote(text),
                     "type: --label benign");
}

}  // namespace

std::uint32_t workers_or_cores(std::uint32_t wanted) {
  const std::uint32_t cores = std::max(1U, std::thread::hardware_concurrency());
  return std::min(64U, wanted == 0 ? cores : wanted);
}

Result<ClientRule> client_rule(const std::string& text) {
  if (const auto rule = parse_client_rule(text)) return *rule;
  return usage_error("a client is source-ip, header:NAME, cookie:NAME or record, not " +
                     quote(text));
}

Result<CorpusManifest> pin_corpus(const PinCorpusRequest& request) {
  traffic::PinRequest pinning{.folder = request.folder,
                              .name = request.name,
                              .label = TRY(label_of(request.label)),
                              .client = TRY(client_rule(request.client)),
                              .client_reason = request.client_reason,
                              .provenance = request.provenance,
                              .workers = workers_or_cores(request.workers)};
  if (!is_folder(request.folder))
    return io_error("there is no folder " + quote(request.folder, 240));
  if (pinning.client.kind == ClientRule::Kind::Record && pinning.client_reason.empty()) {
    return usage_error("records count as independent clients only with a reason",
                       "say why with: --reason \"each record is from another customer\"");
  }
  CorpusManifest manifest = TRY(traffic::pin_corpus(pinning));
  const std::string text = traffic::corpus_yaml(manifest);
  if (!request.dry_run) TRY(write_atomically(join_path(request.folder, "corpus.yaml"), text));
  return manifest;
}

Result<std::vector<std::string>> check_corpus(const std::string& folder) {
  Diagnostics diagnostics;
  const CorpusManifest manifest = TRY(source::read_corpus_manifest(folder, diagnostics));
  if (diagnostics.has_errors()) return diagnostics.as_error();
  return traffic::compare_with_folder(manifest, folder);
}

}  // namespace sig::pipeline

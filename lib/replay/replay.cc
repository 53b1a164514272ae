#include "replay/replay.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "replay/evidence_json.h"
#include "replay/prepare.h"
#include "replay/replay_run.h"
#include "replay/worker_pool.h"

namespace sig::replay {

Result<ReplayRequest> in_canonical_order(ReplayRequest request) {
  const auto by_name = [](const auto& a, const auto& b) { return a.name < b.name; };
  const auto by_path = [](const PinnedFile& a, const PinnedFile& b) {
    return visible(a.path) < visible(b.path);
  };
  std::sort(request.corpora.begin(), request.corpora.end(), by_name);
  for (size_t i = 0; i < request.corpora.size(); ++i) {
    CorpusInput& corpus = request.corpora[i];
    if (i > 0 && request.corpora[i - 1].name == corpus.name) {
      return usage_error("corpus " + quote(corpus.name) + " is named twice");
    }
    auto& files = corpus.manifest.files;
    std::sort(files.begin(), files.end(), by_path);
    const auto same = [](const PinnedFile& a, const PinnedFile& b) { return a.path == b.path; };
    files.erase(std::unique(files.begin(), files.end(), same), files.end());
  }
  std::sort(request.signatures.begin(),
            request.signatures.end(),
            [](const Signature& a, const Signature& b) { return a.id < b.id; });
  if (request.signatures.empty()) return input_error("there is no signature to replay");
  if (request.corpora.empty()) return usage_error("there is no corpus to replay");
  if (request.examples_per_signature > max_examples) {
    return usage_error(fmt::format("{} examples per signature; the limit is {}",
                                   request.examples_per_signature,
                                   max_examples));
  }
  return request;
}

Result<Evidence> replay(const ReplayRequest& unordered) {
  const ReplayRequest request = TRY(in_canonical_order(unordered));
  std::vector<WorkItem> items = TRY(plan_work(request));
  if (items.empty()) return input_error("there is no recording to replay");
  auto ruleset = TRY(match::Ruleset::compile(request.signatures, {request.cache_folder}));
  ReplayRun run(request, std::move(ruleset), std::move(items));
  run_on_workers(request.workers, run.items(), [&](std::uint32_t worker, size_t item) {
    run.work(worker, item);
  });
  return run.finish();
}

}  // namespace sig::replay

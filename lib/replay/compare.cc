#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <tuple>

#include "base/statistics.h"
#include "base/text.h"
#include "replay/change_log.h"
#include "replay/flow_compare.h"
#include "replay/prepare.h"
#include "replay/scan.h"
#include "replay/work.h"
#include "replay/worker_pool.h"

namespace sig::replay {
namespace {

/// One thread: a scanner for each set, and the units on which they differ.
struct Worker {
  match::Scanner before;
  match::Scanner after;
  ChangeLog log;
  std::optional<FlowReplay> flows_before;
  std::optional<FlowReplay> flows_after;
};

struct Rulesets {
  std::shared_ptr<const match::Ruleset> before;
  std::shared_ptr<const match::Ruleset> after;
};

Result<Rulesets> compile(const ReplayRequest& before, const std::vector<Signature>& after) {
  Rulesets out;
  out.before = TRY(match::Ruleset::compile(before.signatures, {before.cache_folder}));
  out.after = TRY(match::Ruleset::compile(after, {before.cache_folder}));
  return out;
}

Status read_all(const ReplayRequest& request, const Rulesets& sets, std::vector<Worker>& workers) {
  const std::vector<WorkItem> items = TRY(plan_work(request));
  const std::uint32_t wanted = sets.before->wanted_events() | sets.after->wanted_events();
  std::mutex mutex;
  std::map<size_t, Error> failures;  // by item, so that the first one named is always the same
  run_on_workers(request.workers, items.size(), [&](std::uint32_t number, size_t index) {
    if (items[index].kind != WorkItem::Kind::Scan) return;
    Worker& worker = workers[number];
    traffic::ReadCounts counts;
    const auto visit = [&](const Event& event, const traffic::ReadCounts&) {
      const match::ScanResult old_result = worker.before.scan(event);
      const match::ScanResult new_result = worker.after.scan(event);
      worker.log.add(event, items[index], old_result.hits, new_result.hits);
    };
    Status status = ok();
    const WorkItem& item = items[index];
    const bool has_flows = (worker.flows_before || worker.flows_after) &&
                           is_capture_file(path_of(request.corpora[item.corpus], item.file));
    if (has_flows && FlowReplay::is_for(request, item)) {
      status = compare_flows(request, item, worker.flows_before, worker.flows_after, worker.log);
    }
    if (status && (!has_flows || wanted != 0)) {
      status = read_item(request, item, wanted, counts, visit);
    }
    if (status) return;
    const std::lock_guard lock(mutex);
    failures.emplace(
        index,
        std::move(status).error().during(
            "reading " + path_of(request.corpora[items[index].corpus], items[index].file)));
  });
  if (!failures.empty()) return std::move(failures.begin()->second);
  return ok();
}

}  // namespace

Result<Comparison> compare(const ReplayRequest& before,
                           std::vector<Signature> after,
                           std::optional<NativeRules> native_after,
                           size_t max_changes) {
  const ReplayRequest request = TRY(in_canonical_order(before));
  if (after.empty()) return input_error("there is no signature to compare with");
  std::sort(after.begin(), after.end(), [](const Signature& a, const Signature& b) {
    return a.id < b.id;
  });
  const Rulesets sets = TRY(compile(request, after));
  const ChangeSets signatures{request, sets.before->signatures(), sets.after->signatures()};
  std::vector<Worker> workers;
  for (std::uint32_t i = 0; i < std::max(request.workers, 1U); ++i) {
    Worker& worker = workers.emplace_back(Worker{match::Scanner(sets.before),
                                                 match::Scanner(sets.after),
                                                 ChangeLog(signatures),
                                                 std::nullopt,
                                                 std::nullopt});
    if (request.native) worker.flows_before.emplace(*request.native, signatures.before);
    if (native_after) worker.flows_after.emplace(*native_after, signatures.after);
  }
  TRY(read_all(request, sets, workers));
  ChangeLog all(signatures);
  for (Worker& worker : workers)
    all.merge(std::move(worker.log));
  return all.finish(max_changes);
}

}  // namespace sig::replay

#include "replay/flow_compare.h"

#include <map>

namespace sig::replay {
namespace {

/// A flow that fired, kept until the other set has run.
struct KeptFlow {
  Event event;
  std::string client;
  std::string signature;
  std::string excerpt;
  std::vector<match::Hit> hits;
};

/// A flow by its number, a packet in no flow by its record.
using FlowPlace = std::pair<std::uint64_t, std::uint64_t>;

FlowPlace place_of(const Event& event) {
  const std::uint64_t flow = std::get<InspectedTraffic>(event.what).flow;
  return {flow, flow == 0 ? event.record : 0};
}

KeptFlow keep(const Event& event, std::span<const match::Hit> hits) {
  KeptFlow out;
  out.event = event;
  out.client = event.client;
  out.hits.assign(hits.begin(), hits.end());
  const auto& traffic = std::get<InspectedTraffic>(event.what);
  if (!traffic.excerpts.empty()) {
    out.signature = traffic.excerpts[0].name;
    out.excerpt = traffic.excerpts[0].value;
  }
  return out;
}

void log_alone(const KeptFlow& kept, const WorkItem& item, ChangeLog& log) {
  Event event = kept.event;
  event.client = kept.client;
  const NameValue excerpt{kept.signature, kept.excerpt};
  event.what =
      InspectedTraffic{std::get<InspectedTraffic>(kept.event.what).flow, std::span(&excerpt, 1)};
  log.add(event, item, kept.hits, {});
}

}  // namespace

Status compare_flows(const ReplayRequest& request,
                     const WorkItem& item,
                     std::optional<FlowReplay>& before,
                     std::optional<FlowReplay>& after,
                     ChangeLog& log) {
  std::map<FlowPlace, KeptFlow> fired;
  traffic::ReadCounts counts;
  if (before) {
    TRY(before->run(request, item, counts, [&](const Event& event, auto hits) {
      if (!hits.empty()) fired.emplace(place_of(event), keep(event, hits));
    }));
  }
  if (after) {
    TRY(after->run(request, item, counts, [&](const Event& event, auto hits) {
      const auto old = fired.find(place_of(event));
      if (old == fired.end()) {
        if (!hits.empty()) log.add(event, item, {}, hits);
        return;
      }
      if (hits.empty()) return;  // what fired before and does not now is logged below
      log.add(event, item, old->second.hits, hits);
      fired.erase(old);
    }));
  }
  for (const auto& [place, kept] : fired)
    log_alone(kept, item, log);
  return ok();
}

}  // namespace sig::replay

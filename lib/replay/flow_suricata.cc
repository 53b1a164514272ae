// The flows of a capture as the real Suricata saw them.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/ip.h"
#include "base/text.h"
#include "base/time.h"
#include "replay/flow_replay.h"

namespace sig::replay {
namespace {

/// A flow of the engine's with what fired on it; also a packet in no flow that something fired on.
struct SeenFlow {
  Event event;
  std::vector<match::Hit> hits;
  bool has_place = false;
};

void put_ends(Event& event,
              const std::string& source,
              const std::string& destination,
              std::uint16_t source_port,
              std::uint16_t destination_port) {
  event.client_ip = parse_ip(source).value_or(IpAddress{});
  event.server_ip = parse_ip(destination).value_or(IpAddress{});
  event.client_port = source_port;
  event.server_port = destination_port;
}

void add_hit(SeenFlow& flow, std::uint32_t signature, const engine::EngineAlert& alert) {
  if (!flow.has_place) {
    flow.has_place = true;
    flow.event.record = alert.packet;
    flow.event.time = parse_iso8601(alert.time);
  }
  const bool is_known = std::any_of(flow.hits.begin(), flow.hits.end(), [&](const auto& hit) {
    return hit.signature == signature;
  });
  if (!is_known) flow.hits.push_back({signature, false});
}

}  // namespace

std::optional<std::uint32_t> FlowReplay::signature_of(const engine::EngineAlert& alert) const {
  const std::string id = native_id(alert.gid, alert.sid);
  const auto place = std::lower_bound(
      signatures_.begin(),
      signatures_.end(),
      id,
      [](const Signature& signature, const auto& wanted) { return signature.id < wanted; });
  if (place == signatures_.end() || place->id != id) return std::nullopt;
  return static_cast<std::uint32_t>(place - signatures_.begin());
}

Status FlowReplay::run_suricata(const ReplayRequest& request,
                                const WorkItem& item,
                                traffic::ReadCounts& counts,
                                const Visit& visit) {
  if (!request.traffic.capture_filter.empty()) {
    return usage_error("--filter is not for --engine suricata",
                       "filter the capture with tcpdump -w");
  }
  const CorpusInput& corpus = request.corpora[item.corpus];
  const engine::CaptureReport report =
      TRY(native_.suricata->replay(native_.suricata_rules,
                                   path_of(corpus, item.file),
                                   {.midstream = request.traffic.midstream}));
  const std::uint64_t pinned = corpus.manifest.files[item.file].records;
  if (corpus.is_pinned && report.packets != pinned) {
    return input_error(
        fmt::format("suricata read {} of {} pinned packets", report.packets, pinned));
  }
  // By the engine's id; packets in no flow by their number, behind all ids.
  std::map<std::pair<std::uint64_t, std::uint64_t>, SeenFlow> flows;
  for (const engine::EngineFlow& flow : report.flows) {
    SeenFlow& seen = flows[{flow.id, 0}];
    put_ends(seen.event, flow.source, flow.destination, flow.source_port, flow.destination_port);
  }
  for (const engine::EngineAlert& alert : report.alerts) {
    const auto signature = signature_of(alert);
    if (!signature) return input_error("suricata alerted with a rule that it was not given");
    SeenFlow& seen = flows[{alert.flow, alert.flow == 0 ? alert.packet : 0}];
    if (!seen.event.client_ip.is_set()) {
      put_ends(
          seen.event, alert.source, alert.destination, alert.source_port, alert.destination_port);
    }
    add_hit(seen, *signature, alert);
  }
  traffic::ClientKey client(
      corpus.manifest.client, name_of(corpus, item.file), traffic::UnknownClient::Recording);
  for (auto& [place, flow] : flows) {
    std::sort(flow.hits.begin(), flow.hits.end(), [](const auto& a, const auto& b) {
      return a.signature < b.signature;
    });
    flow.event.what = InspectedTraffic{place.first, {}};
    flow.event.client = client.of(flow.event);
    visit(flow.event, flow.hits);
  }
  counts.records_read = report.packets;
  counts.end_of_input = true;
  return ok();
}

}  // namespace sig::replay

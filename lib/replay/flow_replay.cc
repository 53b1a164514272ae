#include "replay/flow_replay.h"

#include <algorithm>

#include "base/text.h"
#include "match/cpu_clock.h"
#include "traffic/capture_filter.h"
#include "traffic/capture_reader.h"
#include "traffic/chunk_input.h"

namespace sig::replay {
namespace {

/// Of one flow that has alerts and has not ended.
struct OpenFlow {
  std::vector<match::Hit> hits;  // each signature once
  std::vector<std::string> excerpts;
  ips::Alert first;
};

/// Between the engine and the inspector: notes what fires and shows flows when they end.
class FlowObserver final : public ips::FlowListener, public ips::AlertSink {
 public:
  FlowObserver(const NativeRules& native,
               const std::vector<Signature>& signatures,
               const std::vector<std::uint32_t>& owners,
               const ips::InspectorOptions& options,
               traffic::ClientKey client,
               const FlowReplay::Visit& visit)
      : signatures_(signatures),
        owners_(owners),
        inspector_(native.ruleset, options, *this),
        client_(std::move(client)),
        visit_(visit) {}

  void data(ips::Flow& flow,
            bool to_server,
            std::string_view bytes,
            const ips::Packet& packet) override {
    inspector_.data(flow, to_server, bytes, packet);
  }
  void gap(ips::Flow& flow,
           bool to_server,
           std::uint64_t length,
           const ips::Packet& packet) override {
    inspector_.gap(flow, to_server, length, packet);
  }
  void stream_end(ips::Flow& flow, bool to_server, const ips::Packet& packet) override {
    inspector_.stream_end(flow, to_server, packet);
  }
  void packet(const ips::Packet& packet, ips::Flow* flow, bool to_server, bool in_stream) override {
    inspector_.packet(packet, flow, to_server, in_stream);
    if (flow == nullptr) show_flowless(packet);
  }
  void flow_end(ips::Flow& flow, const ips::Packet& packet) override {
    inspector_.flow_end(flow, packet);
    Event event;
    event.record = packet.record;
    event.time = flow.last;
    event.client_ip = flow.client;
    event.server_ip = flow.server;
    event.client_port = flow.client_port;
    event.server_port = flow.server_port;
    event.ip_protocol = flow.protocol;
    const auto found = open_.find(flow.number);
    if (found == open_.end()) return show(event, flow.number, nullptr);
    show(event, flow.number, &found->second);
    open_.erase(found);
  }

  void alert(const ips::Alert& alert) override {
    OpenFlow& flow = open_[alert.flow];
    if (flow.hits.empty()) flow.first = alert;
    const std::uint32_t owner = owners_[alert.rule];
    for (match::Hit& hit : flow.hits) {
      if (hit.signature != owner) continue;
      hit.undecided &= alert.undecided;
      return;
    }
    flow.hits.push_back({owner, alert.undecided});
    flow.excerpts.emplace_back(alert.excerpt);
  }

  const ips::Inspector& inspector() const { return inspector_; }

 private:
  /// A packet without a flow is a unit of its own where something fired on it.
  void show_flowless(const ips::Packet& packet) {
    const auto found = open_.find(0);
    if (found == open_.end()) return;
    Event event;
    event.record = packet.record;
    event.time = packet.time;
    event.client_ip = packet.source;
    event.server_ip = packet.destination;
    event.ip_protocol = packet.protocol;
    show(event, 0, &found->second);
    open_.erase(found);
  }

  void show(Event& event, std::uint64_t number, OpenFlow* flow) {
    excerpts_.clear();
    if (flow != nullptr) {
      event.record = flow->first.record;
      event.time = flow->first.time;
      event.transaction = flow->first.transaction.value_or(0);
      for (size_t i = 0; i < flow->hits.size(); ++i) {
        excerpts_.push_back({signatures_[flow->hits[i].signature].id, flow->excerpts[i]});
      }
      std::sort(flow->hits.begin(), flow->hits.end(), [](const auto& a, const auto& b) {
        return a.signature < b.signature;
      });
    }
    event.what = InspectedTraffic{number, excerpts_};
    event.client = client_.of(event);
    visit_(event, flow == nullptr ? std::span<const match::Hit>() : flow->hits);
  }

  const std::vector<Signature>& signatures_;
  const std::vector<std::uint32_t>& owners_;
  ips::Inspector inspector_;
  traffic::ClientKey client_;
  const FlowReplay::Visit& visit_;
  std::unordered_map<std::uint64_t, OpenFlow> open_;  // by the flow's number
  std::vector<NameValue> excerpts_;
};

ips::ScanOptions options_of(const ReplayRequest& request) {
  ips::ScanOptions options;
  options.engine.midstream = request.traffic.midstream;
  // A machine that captures itself sees its own packets before the network card has set their
  // checksums; engines are told the same (-k none).
  options.engine.verify_checksums = false;
  return options;
}

}  // namespace

bool is_capture_file(const std::string& path) {
  auto input = traffic::ChunkInput::open(path);
  if (!input) return false;
  const std::string_view magic = input->peek(4);
  return magic.size() == 4 && traffic::is_capture_magic(magic);
}

FlowReplay::FlowReplay(const NativeRules& native, const std::vector<Signature>& signatures)
    : native_(native), signatures_(signatures), reach_(*native.ruleset) {
  for (const std::string& id : native.signatures) {
    const auto place = std::lower_bound(
        signatures.begin(),
        signatures.end(),
        id,
        [](const Signature& signature, const auto& wanted) { return signature.id < wanted; });
    owners_.push_back(static_cast<std::uint32_t>(place - signatures.begin()));
  }
}

bool FlowReplay::is_for(const ReplayRequest& request, const WorkItem& item) {
  return item.part.index == item.file % request.shards;
}

Status FlowReplay::run(const ReplayRequest& request,
                       const WorkItem& item,
                       traffic::ReadCounts& counts,
                       const Visit& visit) {
  if (native_.suricata) return run_suricata(request, item, counts, visit);
  const CorpusInput& corpus = request.corpora[item.corpus];
  const std::string path = path_of(corpus, item.file);
  traffic::ChunkInput input = TRY(traffic::ChunkInput::open(path));
  const auto reader = TRY(traffic::open_capture(std::move(input), path));
  const ips::ScanOptions options = options_of(request);
  FlowObserver observer(
      native_,
      signatures_,
      owners_,
      options.inspector,
      traffic::ClientKey(
          corpus.manifest.client, name_of(corpus, item.file), traffic::UnknownClient::Recording),
      visit);
  ips::CaptureEngine engine(options.engine, observer);
  std::optional<traffic::CaptureFilter> filter;
  if (!request.traffic.capture_filter.empty()) {
    filter = TRY(traffic::CaptureFilter::compile(request.traffic.capture_filter));
  }
  std::uint64_t filtered = 0;
  const match::ThreadCpuClock clock;
  traffic::CapturedPacket packet;
  auto outcome = traffic::CaptureReader::Outcome::Packet;
  while ((outcome = reader->next(packet)) == traffic::CaptureReader::Outcome::Packet) {
    if (filter && !TRY(filter->matches(packet))) {
      ++filtered;
      continue;
    }
    if (packet.time) {
      if (!counts.first_time || *packet.time < *counts.first_time) counts.first_time = packet.time;
      if (!counts.last_time || *packet.time > *counts.last_time) counts.last_time = packet.time;
    }
    engine.take(packet);
  }
  engine.finish();
  const ips::EngineCounts& seen = engine.counts();
  counts.records_read = seen.records - seen.rejected;
  counts.records_rejected = seen.rejected;
  counts.bytes = reader->position();
  counts.reasons = seen.reasons;
  if (filtered > 0) counts.reasons["left out by the filter"] += filtered;
  if (observer.inspector().flows_given_up() > 0) {
    counts.reasons["application layer given up for memory"] +=
        observer.inspector().flows_given_up();
  }
  if (observer.inspector().notes_forgotten() > 0) {
    counts.reasons["threshold or host bit forgotten"] += observer.inspector().notes_forgotten();
  }
  if (seen.evicted_flows > 0) counts.reasons["flow evicted"] += seen.evicted_flows;
  if (seen.evicted_bytes > 0) counts.reasons["stream bytes evicted"] += seen.evicted_bytes;
  counts.end_of_input = outcome == traffic::CaptureReader::Outcome::End;
  bytes_scanned_ += observer.inspector().bytes_scanned();
  reach_.add(observer.inspector().reach());
  cpu_ns_ += clock.ns();
  return ok();
}

void FlowReplay::add(const FlowReplay& other) {
  reach_.add(other.reach_);
  bytes_scanned_ += other.bytes_scanned_;
  cpu_ns_ += other.cpu_ns_;
}

std::vector<std::uint64_t> FlowReplay::reachable() const {
  std::vector<std::uint64_t> out(signatures_.size());
  const std::vector<std::uint64_t> per_rule = reach_.per_rule();
  for (size_t rule = 0; rule < owners_.size(); ++rule) {
    if (owners_[rule] < out.size()) out[owners_[rule]] += per_rule[rule];
  }
  return out;
}

}  // namespace sig::replay

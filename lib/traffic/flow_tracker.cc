#include "traffic/flow_tracker.h"

#include <algorithm>

namespace sig::traffic {
namespace {

constexpr size_t most_flows = 4096;
constexpr size_t most_bytes = size_t{4} << 20U;
constexpr size_t most_out_of_order = size_t{512} << 10U;
constexpr size_t most_spare = 256;
constexpr std::int64_t second = 1'000'000'000;
constexpr std::array<std::int64_t, 2> timeouts = {3600 * second, 60 * second};

bool is_dns_port(std::uint16_t port) {
  return port == 53 || port == 5353 || port == 5355;
}

bool is_dns(const FlowKey& key) {
  return is_dns_port(key.ports[0]) || is_dns_port(key.ports[1]);
}

FlowKey key_of(const DecodedPacket& packet, Side& side) {
  const bool source_first = packet.source != packet.destination
                                ? packet.source < packet.destination
                                : packet.source_port <= packet.destination_port;
  side = source_first ? 0 : 1;
  FlowKey key;
  key.protocol = packet.protocol;
  key.addresses[side] = packet.source;
  key.addresses[other(side)] = packet.destination;
  key.ports[side] = packet.source_port;
  key.ports[other(side)] = packet.destination_port;
  return key;
}

// Who asked first; a datagram from a well-known port is an answer whose question was not captured.
Side udp_client(const DecodedPacket& packet, Side side) {
  constexpr std::uint16_t well_known = 1024;
  const bool is_answer = packet.source_port < well_known && packet.destination_port >= well_known;
  return is_answer ? other(side) : side;
}

}  // namespace

FlowTracker::FlowTracker(ContentContext& context)
    : context_(context),
      most_bytes_(std::max(most_bytes,
                           2 * (size_t{context.stream_depth} + context.http_limits.body_limit))) {}

const Flow* FlowTracker::take(const DecodedPacket& packet, std::uint32_t number, Side& side) {
  FlowTable& table = tables_[number];
  if (context_.now.time) table.latest_ns = std::max(table.latest_ns, context_.now.time->ns);
  expire(table);
  const FlowKey key = key_of(packet, side);
  const std::uint64_t hash = hash_of(key);
  Flow* flow = table.find(key, hash);
  if (flow == nullptr) flow = &open(number, key, hash);
  if (key.protocol == protocol::tcp) {
    flow = &take_tcp(*flow, packet, side);
  } else {
    take_udp(*flow, packet, side);
  }
  flow->last = context_.now;
  const bool goes_soon = key.protocol == protocol::udp || flow->tcp.is_closed();
  table.touch(*flow, goes_soon ? FlowTable::short_lived : FlowTable::lasting);
  account(*flow);
  keep_within_memory(table, *flow);
  return flow;
}

Flow& FlowTracker::open(std::uint32_t number, const FlowKey& key, std::uint64_t hash) {
  FlowTable& table = tables_[number];
  if (table.size() >= most_flows) {
    context_.counts->add(Reason::FlowEvicted);
    end(*table.oldest());
  }
  std::unique_ptr<Flow> flow;
  if (spare_.empty()) {
    flow = std::make_unique<Flow>(context_, context_.midstream);
  } else {
    flow = std::move(spare_.back());
    spare_.pop_back();
    flow->content.reset();
    flow->tcp = TcpConnection(context_.midstream);
    flow->client.reset();
  }
  Flow& opened = *flow;
  opened.table = static_cast<std::uint8_t>(number);
  opened.key = key;
  opened.hash = hash;
  opened.last = context_.now;
  opened.content.set_flow(&opened, is_dns(key));
  table.insert(std::move(flow), FlowTable::lasting);
  return opened;
}

// Returns the packet's flow, which is another one where a new connection takes the ports over.
Flow& FlowTracker::take_tcp(Flow& known, const DecodedPacket& packet, Side side) {
  Flow* flow = &known;
  const bool was_closed = flow->tcp.is_closed();
  TcpConnection::Verdict verdict = flow->tcp.take(packet, side, flow->content, *context_.counts);
  if (verdict == TcpConnection::Verdict::Restart) {
    const FlowKey key = flow->key;
    end(*flow);
    flow = &open(known.table, key, known.hash);
    verdict = flow->tcp.take(packet, side, flow->content, *context_.counts);
  } else if (was_closed) {
    return *flow;
  }
  if (verdict == TcpConnection::Verdict::Closed) {
    flow->content.end(context_.now);
    closed_.push_back(flow);
  }
  return *flow;
}

void FlowTracker::take_udp(Flow& flow, const DecodedPacket& packet, Side side) {
  if (!flow.client) flow.client = udp_client(packet, side);
  if (packet.payload.empty()) return;
  flow.content.datagram(side == *flow.client, packet.payload, is_dns(flow.key));
}

void FlowTracker::end(Flow& flow) {
  FlowTable& table = tables_[flow.table];
  if (flow.key.protocol == protocol::tcp && !flow.tcp.is_closed()) {
    const FlowStamp now = context_.now;
    context_.now = flow.last;
    flow.tcp.flush(flow.content, *context_.counts);
    context_.now = now;
  }
  flow.content.end(flow.last);
  table.held_bytes -= flow.accounted;
  table.out_of_order -= flow.accounted_out_of_order;
  flow.accounted = flow.accounted_out_of_order = 0;
  std::erase(closed_, &flow);
  ended_.push_back(table.remove(flow));
}

void FlowTracker::expire(FlowTable& table) {
  for (const auto list : {FlowTable::lasting, FlowTable::short_lived}) {
    for (Flow* flow = table.oldest(list); flow != nullptr; flow = table.oldest(list)) {
      const std::int64_t last = flow->last.time ? flow->last.time->ns : table.latest_ns;
      if (table.latest_ns - last <= timeouts[list]) break;
      if (!flow->tcp.is_closed()) context_.counts->add(Reason::FlowTimedOut);
      end(*flow);
    }
  }
}

void FlowTracker::account(Flow& flow) {
  FlowTable& table = tables_[flow.table];
  const size_t held = flow.content.held_bytes() + flow.tcp.held_bytes();
  const size_t out_of_order = flow.tcp.held_out_of_order();
  table.held_bytes += held - flow.accounted;
  table.out_of_order += out_of_order - flow.accounted_out_of_order;
  flow.accounted = held;
  flow.accounted_out_of_order = out_of_order;
}

void FlowTracker::keep_within_memory(FlowTable& table, Flow& current) {
  if (table.out_of_order > most_out_of_order) {
    for (const Side side : {Side{0}, Side{1}}) {
      current.tcp.give_up_order(side, current.content, *context_.counts);
    }
    account(current);
  }
  while (table.held_bytes > most_bytes_ && table.size() > 1) {
    Flow* victim = table.oldest();
    if (victim == &current) break;
    context_.counts->add(Reason::FlowMemory);
    end(*victim);
  }
  if (table.held_bytes > 2 * most_bytes_) {
    context_.counts->add(Reason::FlowMemory);
    end(current);
  }
}

bool FlowTracker::end_next() {
  for (; ending_ < tables_.size(); ++ending_) {
    if (Flow* flow = tables_[ending_].oldest()) {
      end(*flow);
      return true;
    }
  }
  return false;
}

void FlowTracker::clear() {
  for (Flow* flow : closed_) {
    flow->content.drop();
    account(*flow);
  }
  closed_.clear();
  for (auto& flow : ended_) {
    if (spare_.size() < most_spare) spare_.push_back(std::move(flow));
  }
  ended_.clear();
}

}  // namespace sig::traffic

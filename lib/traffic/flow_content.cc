#include "traffic/flow_content.h"

#include <algorithm>

#include "model/event.h"
#include "traffic/byte_order.h"
#include "traffic/dns_message.h"
#include "traffic/flow.h"
#include "traffic/http_message.h"
#include "traffic/proxy_preamble.h"

namespace sig::traffic {
namespace {

constexpr unsigned bit(EventKind kind) {
  return 1U << static_cast<unsigned>(kind);
}

constexpr size_t most_probed = size_t{64} << 10U;
constexpr size_t parser_cost = size_t{8} << 10U;  // libhtp's own structures, roughly
constexpr size_t kept_capacity = size_t{16} << 10U;
constexpr int most_proxies = 4;
constexpr size_t most_spare_parsers = 64;

void clear_buffer(std::string& buffer) {
  if (buffer.capacity() > kept_capacity) std::string().swap(buffer);
  buffer.clear();
}

void add_notes(const HttpNotes& notes, ReasonCounts& counts) {
  counts.add(Reason::BodyOverLimit, notes.body_over_limit);
  counts.add(Reason::HeadersOverLimit, notes.headers_over_limit);
  counts.add(Reason::BodyDamaged, notes.body_damaged);
  counts.add(Reason::CodingUnknown, notes.coding_unknown);
  counts.add(Reason::ResponseUnmatched, notes.response_unmatched);
  counts.add(Reason::HttpStopped, notes.stopped);
}

}  // namespace

std::unique_ptr<HttpParser> ContentContext::take_parser() {
  if (spare.empty()) return std::make_unique<HttpParser>(http_limits);
  std::unique_ptr<HttpParser> parser = std::move(spare.back());
  spare.pop_back();
  parser->reset();
  return parser;
}

void ContentContext::clear() {
  outputs.clear();
  dns_used = 0;
  hellos_used = 0;
  for (auto& parser : retired) {
    add_notes(parser->notes(), *counts);
    if (spare.size() < most_spare_parsers) spare.push_back(std::move(parser));
  }
  retired.clear();
}

void FlowContent::set_flow(const Flow* flow, bool is_dns_port) {
  flow_ = flow;
  is_dns_port_ = is_dns_port;
  const unsigned applications = bit(EventKind::Http) | bit(EventKind::Tls) | bit(EventKind::Dns);
  state_ = context_->wants(applications) ? State::Undecided : State::Nothing;
}

void FlowContent::drop() {
  for (std::string& stream : streams_)
    clear_buffer(stream);
  clear_buffer(probe_);
}

void FlowContent::reset() {
  drop();
  flow_ = nullptr;
  transactions_ = 0;
  state_ = State::Undecided;
  is_dns_port_ = over_depth_ = has_ended_ = false;
}

size_t FlowContent::held_bytes() const {
  size_t bytes = streams_[0].size() + streams_[1].size() + probe_.size();
  if (parser_) bytes += parser_cost + parser_->held_bytes();
  return bytes;
}

void FlowContent::keep(bool from_client, std::string_view bytes) {
  if (!context_->wants(bit(EventKind::Stream))) return;
  std::string& stream = streams_[from_client ? 0 : 1];
  const size_t room =
      context_->stream_depth - std::min<size_t>(context_->stream_depth, stream.size());
  stream.append(bytes.substr(0, room));
  if (bytes.size() > room && !over_depth_) {
    over_depth_ = true;
    context_->counts->add(Reason::StreamOverDepth);
  }
}

void FlowContent::data(bool from_client, std::string_view bytes) {
  keep(from_client, bytes);
  switch (state_) {
    case State::Nothing:
      return;
    case State::Http:
      feed_http(from_client, bytes);
      return;
    case State::Resync:
      if (from_client && looks_like_request(bytes) == Looks::Yes) start_http(bytes);
      return;
    default:
      if (from_client) probe(bytes);
  }
}

// Until it is clear what the client speaks, its bytes are shown again with what follows.
void FlowContent::probe(std::string_view bytes) {
  if (probe_.empty()) {
    const size_t kept = decide(bytes);
    probe_.assign(bytes.substr(bytes.size() - kept));
  } else {
    probe_.append(bytes);
    const size_t kept = decide(probe_);
    probe_.erase(0, probe_.size() - kept);
  }
  if (probe_.size() > most_probed) {
    clear_buffer(probe_);
    state_ = State::Nothing;
  }
}

// Returns how many bytes at the end have to be shown again.
size_t FlowContent::decide(std::string_view bytes) {
  if (state_ == State::Tls) return read_hello(bytes);
  if (state_ == State::Dns) return read_dns(bytes);
  Preamble preamble = read_preamble(bytes);
  for (int proxies = 0; preamble.looks == Looks::Yes && proxies < most_proxies; ++proxies) {
    bytes.remove_prefix(preamble.length);
    if (bytes.empty()) return 0;
    preamble = read_preamble(bytes);
  }
  bool wait = preamble.looks == Looks::More;
  if (context_->wants(bit(EventKind::Tls))) {
    constexpr std::string_view start = "\x16\x03";
    if (bytes.starts_with(start)) {
      state_ = State::Tls;
      return read_hello(bytes);
    }
    wait |= start.starts_with(bytes);
  }
  if (context_->wants(bit(EventKind::Dns)) && is_dns_port_) {
    state_ = State::Dns;
    return read_dns(bytes);
  }
  if (context_->wants(bit(EventKind::Http))) {
    const Looks looks = looks_like_request(bytes);
    if (looks == Looks::Yes) {
      start_http(bytes);
      return 0;
    }
    wait |= looks == Looks::More;
  }
  if (wait) return bytes.size();
  const bool may_come_later = context_->wants(bit(EventKind::Http)) && !flow_->tcp.has_seen_start();
  state_ = may_come_later ? State::Resync : State::Nothing;
  return 0;
}

void FlowContent::start_http(std::string_view bytes) {
  state_ = State::Http;
  parser_ = context_->take_parser();
  feed_http(true, bytes);
}

void FlowContent::feed_http(bool from_client, std::string_view bytes) {
  if (from_client) {
    parser_->client_data(bytes, context_->now);
  } else {
    parser_->server_data(bytes, context_->now);
  }
  std::vector<Output>& outputs = context_->outputs;
  const bool is_queued = !outputs.empty() && outputs.back().parser == parser_.get();
  if (!is_queued) {
    outputs.push_back({.kind = Output::Kind::Http,
                       .flow = flow_,
                       .parser = parser_.get(),
                       .transactions = transactions_});
  }
  if (parser_->is_done()) leave_http(from_client);
}

void FlowContent::leave_http(bool from_client) {
  const bool is_tunnel = parser_->is_tunnel() && !from_client;  // the server accepts a CONNECT
  const std::string rest(is_tunnel ? parser_->tunnel_bytes() : std::string_view());
  retire_parser();
  state_ = is_tunnel ? State::Undecided : State::Nothing;
  if (!rest.empty()) probe(rest);
}

void FlowContent::retire_parser() {
  if (!parser_) return;
  parser_->finish(context_->now);
  context_->outputs.push_back({.kind = Output::Kind::Http,
                               .flow = flow_,
                               .parser = parser_.get(),
                               .transactions = transactions_});
  transactions_ += parser_->transactions();
  context_->retired.push_back(std::move(parser_));
}

size_t FlowContent::read_hello(std::string_view bytes) {
  if (context_->hellos_used == context_->hellos.size()) context_->hellos.emplace_back();
  const HelloOutcome outcome = parse_client_hello(bytes, context_->hellos[context_->hellos_used]);
  if (outcome == HelloOutcome::More) return bytes.size();
  state_ = State::Nothing;
  if (outcome == HelloOutcome::Damaged) context_->counts->add(Reason::HelloDamaged);
  if (outcome != HelloOutcome::Hello) return 0;
  context_->outputs.push_back({.kind = Output::Kind::Tls,
                               .flow = flow_,
                               .index = context_->hellos_used++,
                               .stamp = context_->now});
  return 0;
}

// RFC 1035 4.2.2: each message behind its length.
size_t FlowContent::read_dns(std::string_view bytes) {
  while (bytes.size() >= 2) {
    const size_t length = big16(bytes, 0);
    if (bytes.size() < 2 + length) break;
    put_dns(bytes.substr(2, length), false);
    bytes.remove_prefix(2 + length);
  }
  return bytes.size();
}

void FlowContent::put_dns(std::string_view message, bool strict) {
  if (context_->dns_used == context_->dns_names.size()) context_->dns_names.emplace_back();
  const DnsOutcome outcome =
      parse_dns_request(message, strict, context_->dns_names[context_->dns_used]);
  if (outcome == DnsOutcome::None && !strict) context_->counts->add(Reason::DnsDamaged);
  if (outcome != DnsOutcome::Request) return;
  context_->outputs.push_back({.kind = Output::Kind::Dns,
                               .flow = flow_,
                               .index = context_->dns_used++,
                               .stamp = context_->now});
}

void FlowContent::gap(bool, std::uint32_t) {
  clear_buffer(probe_);
  if (state_ == State::Nothing) return;
  retire_parser();
  state_ = context_->wants(bit(EventKind::Http)) ? State::Resync : State::Nothing;
}

void FlowContent::datagram(bool from_client, std::string_view bytes, bool is_dns_port) {
  keep(from_client, bytes);
  if (context_->wants(bit(EventKind::Dns))) put_dns(bytes, !is_dns_port);
}

void FlowContent::end(const FlowStamp& last) {
  if (has_ended_) return;
  has_ended_ = true;
  const FlowStamp before = context_->now;
  context_->now = last;
  if (state_ == State::Undecided && !probe_.empty()) {
    const bool is_request = looks_like_request(probe_ + '\n') == Looks::Yes;
    if (is_request) start_http(probe_);
  }
  retire_parser();
  state_ = State::Nothing;
  clear_buffer(probe_);
  if (!streams_[0].empty() || !streams_[1].empty()) {
    context_->outputs.push_back({.kind = Output::Kind::Stream, .flow = flow_, .stamp = last});
  }
  context_->now = before;
}

}  // namespace sig::traffic

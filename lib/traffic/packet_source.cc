#include "traffic/packet_source.h"

#include <algorithm>

#include "traffic/packets.h"

namespace sig::traffic {
namespace {

constexpr unsigned bit(EventKind kind) {
  return 1U << static_cast<unsigned>(kind);
}

constexpr unsigned flow_kinds =
    bit(EventKind::Http) | bit(EventKind::Stream) | bit(EventKind::Dns) | bit(EventKind::Tls);

}  // namespace

PacketSource::PacketSource(std::unique_ptr<CaptureReader> reader,
                           std::optional<CaptureFilter> filter,
                           const OpenOptions& options)
    : reader_(std::move(reader)),
      filter_(std::move(filter)),
      options_(options),
      decoder_(options.verify_checksums),
      context_{.wanted = options.wanted,
               .stream_depth = options.stream_depth,
               .http_limits = {.body_limit = options.body_limit},
               .midstream = options.midstream,
               .counts = &reasons_},
      tracker_(context_),
      client_(options.client, options.name, UnknownClient::Recording) {}

const ReadCounts& PacketSource::counts() const {
  counts_.reasons = reasons_.texts();
  if (!reader_->damage().empty() && options_.part.index == 0) {
    ++counts_.reasons[reader_->damage()];
  }
  return counts_;
}

Result<const Event*> PacketSource::next() {
  for (;;) {
    if (show_next()) return static_cast<const Event*>(&event_);
    context_.clear();
    tracker_.clear();
    next_output_ = 0;
    packet_flow_ = nullptr;
    if (!is_read_) {
      TRY(read_packet());
    } else if (is_finished_ || !tracker_.end_next()) {
      if (!is_finished_) finish_reading();
      is_finished_ = true;
      return static_cast<const Event*>(nullptr);
    }
  }
}

Status PacketSource::read_packet() {
  CapturedPacket captured;
  const CaptureReader::Outcome outcome = reader_->next(captured);
  if (outcome != CaptureReader::Outcome::Packet) {
    is_read_ = true;
    counts_.end_of_input = outcome == CaptureReader::Outcome::End;
    return ok();
  }
  ++record_;
  if (filter_) {
    const bool matches = TRY(filter_->matches(captured));
    if (!matches) {
      if (is_mine(static_cast<std::uint32_t>(record_ % virtual_tables))) {
        reasons_.add(Reason::FilteredOut);
      }
      return ok();
    }
  }
  take(captured);
  return ok();
}

void PacketSource::take(const CapturedPacket& captured) {
  const Network network = open_link(captured.link_type, captured.bytes);
  std::optional<AddressPair> addresses;
  if (network.kind == Network::Kind::Ip) addresses = peek_addresses(network.bytes);
  const std::uint32_t table =
      addresses ? table_of(*addresses) : static_cast<std::uint32_t>(record_ % virtual_tables);
  if (!is_mine(table)) return;

  counts_.bytes += captured.bytes.size();
  context_.now = {record_, captured.time};
  if (captured.time) {
    if (!counts_.first_time || *captured.time < *counts_.first_time) {
      counts_.first_time = captured.time;
    }
    if (!counts_.last_time || *captured.time > *counts_.last_time) {
      counts_.last_time = captured.time;
    }
  } else {
    reasons_.add(Reason::NoTime);
  }
  if (addresses) {
    take_ip(captured, network, table);
  } else {
    count_unused(captured, network);
  }
}

void PacketSource::count_unused(const CapturedPacket& captured, const Network& network) {
  const bool is_cut = captured.bytes.size() < captured.original_length;
  switch (network.kind) {
    case Network::Kind::Other:
      reasons_.add_ethertype(static_cast<std::uint16_t>(network.number));
      break;
    case Network::Kind::Unknown:
      reasons_.add_link_type(network.number);
      break;
    case Network::Kind::Encrypted:
      reasons_.add(Reason::EncryptedFrame);
      break;
    case Network::Kind::TooDeep:
      reasons_.add(Reason::TooDeep);
      break;
    default:
      if (is_cut) {
        reasons_.add(Reason::Truncated);
        break;
      }
      reasons_.add(Reason::RejectedLink);
      ++counts_.records_rejected;
      return;
  }
  ++counts_.records_read;
}

void PacketSource::take_ip(const CapturedPacket& captured,
                           const Network& network,
                           std::uint32_t table) {
  const PacketDecoder::Outcome outcome =
      decoder_.decode(network, captured.time, tables_[table], reasons_, packet_);
  if (outcome == PacketDecoder::Outcome::Rejected) {
    ++counts_.records_rejected;
    return;
  }
  ++counts_.records_read;
  if (outcome != PacketDecoder::Outcome::Packet) return;
  has_packet_ = (options_.wanted & bit(EventKind::Packet)) != 0;
  const bool has_flow = packet_.has_transport &&
                        (packet_.protocol == protocol::tcp || packet_.protocol == protocol::udp);
  if (!has_flow || (options_.wanted & (flow_kinds | bit(EventKind::Packet))) == 0) return;
  Side side = 0;
  packet_flow_ = tracker_.take(packet_, table, side);
}

void PacketSource::finish_reading() {
  for (DecodingTable& table : tables_)
    table.fragments.finish(reasons_);
}

bool PacketSource::show_next() {
  if (has_packet_) {
    has_packet_ = false;
    show_packet();
    return true;
  }
  while (next_output_ < context_.outputs.size()) {
    if (show(context_.outputs[next_output_])) return true;
    ++next_output_;
  }
  return false;
}

void PacketSource::show_packet() {
  event_ = Event{};
  event_.what =
      Packet{.payload = packet_.payload,
             .size = packet_.size,
             .protocol = protocol_name(packet_.protocol),
             .tcp_flags = packet_.protocol == protocol::tcp ? tcp_flag_letters(packet_.tcp_flags)
                                                            : std::string_view(),
             .icmp_type = packet_.icmp_type,
             .icmp_code = packet_.icmp_code};
  const bool is_answer =
      packet_flow_ != nullptr &&
      packet_flow_->key.addresses[packet_flow_->client_side()] == packet_.destination &&
      packet_flow_->key.ports[packet_flow_->client_side()] == packet_.destination_port;
  event_.client_ip = is_answer ? packet_.destination : packet_.source;
  event_.server_ip = is_answer ? packet_.source : packet_.destination;
  event_.client_port = is_answer ? packet_.destination_port : packet_.source_port;
  event_.server_port = is_answer ? packet_.source_port : packet_.destination_port;
  event_.ip_protocol = packet_.protocol;
  event_.record = context_.now.record;
  event_.time = context_.now.time;
  event_.client = client_.of(event_);
}

// False when this output has nothing (more) to show.
bool PacketSource::show(const Output& output) {
  FlowStamp stamp = output.stamp;
  event_ = Event{};
  if (output.kind == Output::Kind::Http) {
    const ParsedExchange* parsed = output.parser->next();
    if (parsed == nullptr) return false;
    event_.what = parsed->exchange;
    event_.transaction = output.transactions + parsed->transaction;
    stamp = parsed->completed;
  } else if (output.kind == Output::Kind::Stream) {
    event_.what =
        Stream{output.flow->content.client_stream(), output.flow->content.server_stream()};
  } else if (output.kind == Output::Kind::Tls) {
    const ClientHello& hello = context_.hellos[output.index];
    event_.what = TlsHandshake{hello.sni, hello.ja3};
  } else {
    const std::vector<std::string>& names = context_.dns_names[output.index];
    queries_.assign(names.begin(), names.end());
    event_.what = DnsMessage{queries_};
  }
  show_flow(*output.flow, stamp);
  if (output.kind != Output::Kind::Http) ++next_output_;
  return true;
}

void PacketSource::show_flow(const Flow& flow, const FlowStamp& stamp) {
  const Side client = flow.client_side();
  event_.client_ip = flow.key.addresses[client];
  event_.client_port = flow.key.ports[client];
  event_.server_ip = flow.key.addresses[other(client)];
  event_.server_port = flow.key.ports[other(client)];
  event_.ip_protocol = flow.key.protocol;
  event_.record = stamp.record;
  event_.time = stamp.time;
  event_.client = client_.of(event_);
}

namespace {

Result<std::unique_ptr<EventSource>> open_input(ChunkInput input,
                                                const std::string& name,
                                                const OpenOptions& options) {
  if (options.part.count == 0 || options.part.count > virtual_tables ||
      options.part.index >= options.part.count) {
    return usage_error("a recording is read in 1 to 64 parts, numbered from 0");
  }
  std::optional<CaptureFilter> filter;
  if (!options.capture_filter.empty()) {
    filter.emplace(TRY(CaptureFilter::compile(options.capture_filter)));
  }
  std::unique_ptr<CaptureReader> reader = TRY(open_capture(std::move(input), name));
  return std::unique_ptr<EventSource>(
      std::make_unique<PacketSource>(std::move(reader), std::move(filter), options));
}

}  // namespace

Result<std::unique_ptr<EventSource>> open_packets(const std::string& path,
                                                  const OpenOptions& options) {
  ChunkInput input = TRY(ChunkInput::open(path));
  return open_input(std::move(input), path, options);
}

Result<std::unique_ptr<EventSource>> open_packet_bytes(std::string_view capture,
                                                       const std::string& name,
                                                       const OpenOptions& options) {
  return open_input(ChunkInput::over(capture), name, options);
}

}  // namespace sig::traffic

// Candidates, and what becomes of them.
#include <algorithm>

#include "ips/inspector.h"
#include "ips/rule_kind.h"

namespace sig::ips {
namespace {

using protocol::AppProtocol;

constexpr size_t most_groups = 65536;
/// Of what a rule looked at, so much is kept for an example.
constexpr size_t most_excerpt = 512;
constexpr std::uint8_t tcp = 6;

/// The packet at hand as one of that direction: what it completed may be of the other one.
Packet facing(const Packet& packet, const Flow& flow, bool to_server) {
  Packet out = packet;
  const bool same_way = packet.source == flow.client && packet.source_port == flow.client_port;
  if (same_way != to_server) {
    std::swap(out.source, out.destination);
    std::swap(out.source_port, out.destination_port);
  }
  return out;
}

std::string_view header_of(IpsBuffer buffer, const Packet& packet) {
  switch (buffer) {
    case IpsBuffer::Ipv4Header:
      return packet.is_v6 ? std::string_view() : packet.network_header;
    case IpsBuffer::Ipv6Header:
      return packet.is_v6 ? packet.network_header : std::string_view();
    case IpsBuffer::TcpHeader:
      return packet.protocol == tcp ? packet.transport_header : std::string_view();
    case IpsBuffer::UdpHeader:
      return packet.protocol == 17 ? packet.transport_header : std::string_view();
    case IpsBuffer::Icmpv4Header:
      return packet.protocol == 1 ? packet.transport_header : std::string_view();
    case IpsBuffer::Icmpv6Header:
      return packet.protocol == 58 ? packet.transport_header : std::string_view();
    default:
      return {};
  }
}

std::string_view address_bytes(const IpAddress& address) {
  const std::string_view all(reinterpret_cast<const char*>(address.bytes.data()),
                             address.bytes.size());
  return address.is_v4() ? all.substr(12) : all;
}

}  // namespace

size_t Inspector::GroupHash::operator()(const GroupKey& key) const {
  size_t seed = key.protocol;
  for (const std::uint32_t number : key.classes)
    seed = seed * 1099511628211ULL ^ number;
  return seed;
}

void Inspector::add_candidate(std::uint32_t rule) {
  if (marks_[rule] == mark_) return;
  marks_[rule] = mark_;
  candidates_.push_back(rule);
}

void Inspector::add_candidates(const std::vector<std::uint32_t>& rules) {
  for (const std::uint32_t rule : rules)
    add_candidate(rule);
}

void Inspector::scan(const std::vector<Prefilter>& prefilters, std::string_view text) {
  for (const Prefilter& prefilter : prefilters) {
    struct Call {
      Inspector* self;
      const Prefilter* prefilter;
    } call{this, &prefilter};
    bytes_scanned_ += text.size();
    scanner_.scan(
        *prefilter.database,
        text,
        [](void* context, unsigned id) {
          const auto* to = static_cast<const Call*>(context);
          to->self->add_candidates(to->prefilter->rules[id]);
          return false;
        },
        &call);
  }
}

std::vector<std::uint32_t> Inspector::holding(const std::vector<std::uint32_t>& list,
                                              const Occasion& occasion,
                                              const std::array<std::uint32_t, 4>& classes) const {
  std::vector<std::uint32_t> out;
  for (const std::uint32_t index : list) {
    if (header_holds(*ruleset_, ruleset_->rules()[index], occasion, classes)) out.push_back(index);
  }
  return out;
}

const Inspector::HeaderGroup& Inspector::group_of(const Occasion& occasion,
                                                  const std::array<std::uint32_t, 4>& classes) {
  const Packet& packet = *occasion.packet;
  const GroupKey key{classes,
                     (static_cast<std::uint32_t>(packet.protocol) << 8U) |
                         (packet.is_v6 ? 1U : 0U) |
                         (static_cast<std::uint32_t>(occasion.app) << 16U)};
  if (last_group_ != nullptr && last_key_ == key) return *last_group_;
  last_key_ = key;
  const auto found = groups_.find(key);
  if (found != groups_.end()) return *(last_group_ = &found->second);
  if (groups_.size() >= most_groups) groups_.clear();
  HeaderGroup group;
  group.packet = holding(ruleset_->always_packet(), occasion, classes);
  group.stream = holding(ruleset_->always_stream(), occasion, classes);
  group.transaction = holding(ruleset_->always_transaction(), occasion, classes);
  group.app_layer = holding(ruleset_->app_layer(), occasion, classes);
  group.ip_only = holding(ruleset_->ip_only(), occasion, classes);
  last_group_ = &groups_.emplace(key, std::move(group)).first->second;
  return *last_group_;
}

bool Inspector::try_rule(std::uint32_t index,
                         const Occasion& occasion,
                         const std::array<std::uint32_t, 4>& classes) {
  const CompiledRule& rule = ruleset_->rules()[index];
  if (!header_holds(*ruleset_, rule, occasion, classes)) return false;
  if (!flow_holds(*rule.source, occasion)) return false;
  if (!notes_hold(*rule.source, occasion, hosts_)) return false;
  if (!tests_hold(rule, occasion)) return false;
  inspector_.begin_rule();
  return true;
}

template <class Inspect>
void Inspector::try_candidates(const Occasion& given, const Inspect& holds) {
  if (candidates_.empty()) return;
  std::sort(candidates_.begin(), candidates_.end());
  Occasion occasion = given;
  const std::array<std::uint32_t, 4> classes = classes_of(occasion);
  for (const std::uint32_t index : candidates_) {
    if (occasion.memory != nullptr && (occasion.memory->is_passed || occasion.memory->is_dropped)) {
      break;
    }
    if (!try_rule(index, occasion, classes)) continue;
    const CompiledRule& rule = ruleset_->rules()[index];
    std::string_view excerpt;
    if (!holds(rule, excerpt)) {
      if (!inspector_.was_undecided()) continue;
      Alert alert;
      alert.rule = rule.number;
      alert.undecided = true;
      alert.record = occasion.packet->record;
      alert.flow = occasion.flow == nullptr ? 0 : occasion.flow->number;
      alert.time = occasion.packet->time;
      sink_.alert(alert);
      continue;
    }
    fire(rule, occasion, excerpt);
    if (occasion.flow != nullptr && occasion.memory == nullptr &&
        occasion.flow->memory != nullptr) {
      occasion.memory = static_cast<InspectedFlow*>(occasion.flow->memory.get());
    }
  }
}

void Inspector::fire(const CompiledRule& rule, const Occasion& given, std::string_view excerpt) {
  Occasion occasion = given;
  const IpsRule& source = *rule.source;
  const bool acts = source.action == IpsAction::Pass || is_blocking(source.action);
  const bool writes = !source.flowbits.empty() || !source.flowints.empty();
  if (occasion.memory == nullptr && occasion.flow != nullptr && (writes || acts)) {
    // The engine owns the flow; the occasion only looks at it.
    occasion.memory = &memory_of(const_cast<Flow&>(*occasion.flow));
  }
  write_notes(source, occasion, hosts_);
  if (source.no_alert && !acts) return;
  const Packet& packet = *occasion.packet;
  Alert alert;
  alert.rule = rule.number;
  alert.record = packet.record;
  alert.time = packet.time;
  alert.source = packet.source;
  alert.destination = packet.destination;
  alert.source_port = packet.source_port;
  alert.destination_port = packet.destination_port;
  alert.protocol = packet.protocol;
  alert.app = occasion.app;
  alert.to_server = occasion.to_server;
  alert.flow = occasion.flow == nullptr ? 0 : occasion.flow->number;
  if (occasion.unit != nullptr) alert.transaction = occasion.unit->transaction;
  if (waiting_count_ == waiting_.size()) waiting_.emplace_back();
  Waiting& waiting = waiting_[waiting_count_++];
  waiting.order = static_cast<std::uint32_t>(&rule - ruleset_->rules().data());
  waiting.alert = alert;
  waiting.excerpt.assign(excerpt.substr(0, most_excerpt));
  const bool is_flow_wide = occasion.is_stream || occasion.unit != nullptr ||
                            rule.kind == RuleKind::AppLayer || rule.kind == RuleKind::Detection ||
                            rule.kind == RuleKind::IpOnly;
  waiting.flow = acts && is_flow_wide ? occasion.memory : nullptr;
}

void Inspector::tell_alerts() {
  const std::span waiting(waiting_.data(), waiting_count_);
  waiting_count_ = 0;
  std::stable_sort(waiting.begin(), waiting.end(), [](const Waiting& a, const Waiting& b) {
    return a.order < b.order;
  });
  for (Waiting& one : waiting) {
    one.alert.excerpt = one.excerpt;
    if (!tell(one)) break;
  }
}

bool Inspector::tell(const Waiting& one) {
  const IpsRule& rule = *ruleset_->rules()[one.order].source;
  if (rule.threshold && !hosts_.passes_threshold(*rule.threshold,
                                                 one.alert.rule,
                                                 one.alert.source,
                                                 one.alert.destination,
                                                 one.alert.flow,
                                                 one.alert.time.value_or(Time{}))) {
    return true;
  }
  const bool passes = rule.action == IpsAction::Pass;
  if (!rule.no_alert) sink_.alert(one.alert);
  if (one.flow != nullptr && passes) one.flow->is_passed = true;
  if (one.flow != nullptr && options_.is_inline && is_blocking(rule.action)) {
    one.flow->is_dropped = true;
  }
  return !passes;
}

bool Inspector::payload_holds(const CompiledRule& rule,
                              const Packet& packet,
                              std::string_view payload) {
  for (const CompiledInspection& inspection : rule.inspections) {
    const IpsBuffer buffer = inspection.source->buffer;
    std::string_view text;
    if (buffer == IpsBuffer::Payload) {
      text = payload;
    } else if (buffer == IpsBuffer::PktData) {
      text = packet.payload;
    } else if (buffer == IpsBuffer::IpSource) {
      text = address_bytes(packet.source);
    } else if (buffer == IpsBuffer::IpDestination) {
      text = address_bytes(packet.destination);
    } else {
      text = header_of(buffer, packet);
      if (text.empty()) return false;
    }
    if (!inspector_.holds(inspection, text, IpsEndian::Big)) return false;
  }
  return true;
}

bool Inspector::unit_holds(const CompiledRule& rule, const Occasion& occasion) {
  const IpsEndian dce = occasion.unit->is_little_endian ? IpsEndian::Little : IpsEndian::Big;
  for (const CompiledInspection& inspection : rule.inspections) {
    const IpsBuffer buffer = inspection.source->buffer;
    if (!is_transaction_buffer(buffer)) {
      std::string_view text = header_of(buffer, *occasion.packet);
      if (buffer == IpsBuffer::Payload && occasion.memory != nullptr) {
        text = occasion.memory->raw[at(occasion.to_server)].window();
      }
      if (buffer == IpsBuffer::PktData ||
          (buffer == IpsBuffer::Payload && occasion.packet->protocol != tcp)) {
        text = occasion.packet->payload;
      }
      if (!inspector_.holds(inspection, text, dce)) return false;
      continue;
    }
    const auto values = values_.of(inspection.value_class);
    const bool any = std::any_of(values.begin(), values.end(), [&](std::string_view value) {
      return inspector_.holds(inspection, value, dce);
    });
    if (!any) return false;
  }
  return true;
}

void Inspector::inspect_raw(Flow& flow, bool to_server, const Packet& packet) {
  InspectedFlow& memory = memory_of(flow);
  RawStream& raw = memory.raw[at(to_server)];
  const std::string_view window = raw.window();
  ++mark_;
  candidates_.clear();
  Occasion occasion = occasion_of(packet, &flow, to_server);
  occasion.is_stream = true;
  const Packet stand_in = facing(packet, flow, to_server);
  occasion.packet = &stand_in;
  const auto classes = classes_of(occasion);
  reach_.count(RuleKind::Stream, packet.protocol, to_server, occasion.app, classes, {});
  scan(to_server ? ruleset_->stream_to_server() : ruleset_->stream_to_client(), window);
  if (!ruleset_->always_stream().empty()) {
    add_candidates(group_of(occasion, classes).stream);
  }
  auto& known = memory.stream_hits[at(to_server)];
  if (!raw.has_lookback()) known.clear();
  try_candidates(occasion, [&](const CompiledRule& rule, std::string_view& excerpt) {
    if (!rule.needs_stream) return false;
    excerpt = window;
    const bool was_known = std::find(known.begin(), known.end(), rule.number) != known.end();
    // Known from the bytes before: only what is new may show it again.
    if (was_known) return payload_holds(rule, stand_in, raw.fresh());
    if (!payload_holds(rule, stand_in, window)) return false;
    known.push_back(rule.number);
    return true;
  });
  raw.inspected();
}

void Inspector::inspect_flow_rules(Flow& flow, const Occasion& given) {
  Occasion occasion = given;
  ++mark_;
  candidates_.clear();
  const auto classes = classes_of(occasion);
  if (!ruleset_->ip_only().empty() && !flow.ip_rules_done[at(occasion.to_server)]) {
    flow.ip_rules_done[at(occasion.to_server)] = true;
    add_candidates(group_of(occasion, classes).ip_only);
  }
  if (occasion.memory != nullptr) {
    InspectedFlow& memory = *occasion.memory;
    if (memory.detected[at(occasion.to_server)] && !memory.detection_told[at(occasion.to_server)] &&
        (memory.app_before != AppProtocol::Unknown || occasion.packet->protocol != tcp)) {
      memory.detection_told[at(occasion.to_server)] = true;
      add_candidates(ruleset_->detection());
    }
    // On TCP an engine knows what the data was when that is acknowledged.
    if (!options_.is_inline && occasion.packet->protocol == tcp) occasion.app = memory.app_before;
    if (occasion.app != AppProtocol::Unknown && !ruleset_->app_layer().empty()) {
      add_candidates(group_of(occasion, classes).app_layer);
    }
  }
  try_candidates(occasion, [](const CompiledRule&, std::string_view&) { return true; });
}

void Inspector::inspect_packet_rules(const Occasion& given, bool in_stream) {
  Occasion occasion = given;
  const Packet& packet = *occasion.packet;
  const bool is_tcp = packet.protocol == tcp;
  ++mark_;
  candidates_.clear();
  const auto classes = classes_of(occasion);
  const bool encrypted = occasion.memory != nullptr && is_tcp && occasion.memory->is_encrypted();
  if (!packet.payload.empty() && !encrypted) {
    scan(is_tcp ? ruleset_->tcp_packets() : ruleset_->other_packets(), packet.payload);
    if (is_tcp && !in_stream) {
      scan(occasion.to_server ? ruleset_->stream_to_server() : ruleset_->stream_to_client(),
           packet.payload);
    }
    if (!ruleset_->always_stream().empty()) {
      add_candidates(group_of(occasion, classes).stream);
    }
    reach_.count(RuleKind::Packet, packet.protocol, occasion.to_server, occasion.app, classes, {});
  }
  if (occasion.flow == nullptr && !ruleset_->ip_only().empty()) {
    add_candidates(group_of(occasion, classes).ip_only);
  }
  if (!ruleset_->always_packet().empty()) {
    add_candidates(group_of(occasion, classes).packet);
  }
  occasion.before_packet = true;
  try_candidates(occasion, [&](const CompiledRule& rule, std::string_view& excerpt) {
    if (rule.kind == RuleKind::Stream && is_tcp && in_stream && !rule.needs_packet) return false;
    if (rule.kind == RuleKind::Stream && rule.protocol.stream_only) return false;
    excerpt = packet.payload;
    return payload_holds(rule, packet, packet.payload);
  });
}

void Inspector::inspect_decoder_rules(const Occasion& occasion) {
  if (ruleset_->decoder().empty()) return;
  ++mark_;
  candidates_.clear();
  add_candidates(ruleset_->decoder());
  try_candidates(occasion, [&](const CompiledRule& rule, std::string_view&) {
    return payload_holds(rule, *occasion.packet, occasion.packet->payload);
  });
}

void Inspector::unit(const protocol::AppUnit& unit) {
  Flow& flow = *flow_;
  InspectedFlow& memory = memory_of(flow);
  if (memory.is_dropped) return;
  // Stream rules see what the unit was made of before its own rules do.
  if (memory.raw[at(unit.to_server)].has_fresh()) inspect_raw(flow, unit.to_server, *packet_);
  const Packet stand_in = facing(*packet_, flow, unit.to_server);
  Occasion occasion = occasion_of(stand_in, &flow, unit.to_server);
  occasion.unit = &unit;
  occasion.app = unit.protocol;
  ++mark_;
  candidates_.clear();
  values_.begin(unit.values);
  const auto classes = classes_of(occasion);
  ReachCount::Buffers buffers;
  for (const protocol::AppValue& value : unit.values)
    buffers.set(static_cast<size_t>(value.buffer));
  if (ruleset_->asks_for_magic() && !unit.files.empty()) {
    occasion.file_kinds = kinds_of(unit.files);
    for (const std::string& kind : occasion.file_kinds)
      values_.add({IpsBuffer::FileMagic, kind});
    buffers.set(static_cast<size_t>(IpsBuffer::FileMagic));
  }
  reach_.count(
      RuleKind::Transaction, stand_in.protocol, unit.to_server, unit.protocol, classes, buffers);
  for (size_t buffer = 0; buffer < ips_buffer_count; ++buffer) {
    if (!buffers.test(buffer)) continue;
    for (const std::uint32_t value_class : ruleset_->classes_of_buffers()[buffer]) {
      const auto& prefilters = ruleset_->values()[value_class];
      if (prefilters.empty()) continue;
      for (const std::string_view value : values_.of(value_class))
        scan(prefilters, value);
    }
  }
  if (!ruleset_->always_transaction().empty()) {
    add_candidates(group_of(occasion, classes).transaction);
  }
  try_candidates(occasion, [&](const CompiledRule& rule, std::string_view& excerpt) {
    const int chosen = rule.fast_pattern_inspection;
    if (!unit_holds(rule, occasion)) return false;
    if (chosen >= 0) {
      const auto values = values_.of(rule.inspections[static_cast<size_t>(chosen)].value_class);
      if (!values.empty()) excerpt = values[0];
    }
    return true;
  });
}

std::span<const std::string> Inspector::kinds_of(std::span<const protocol::AppFile> files) {
  if (file_kinds_.size() < files.size()) file_kinds_.resize(files.size());
  for (size_t i = 0; i < files.size(); ++i)
    file_kinds_[i] = magic_.of(files[i].content);
  return std::span(file_kinds_).first(files.size());
}

void Inspector::frame(const protocol::AppFrame& frame) {
  if (ruleset_->frames().empty()) return;
  InspectedFlow& memory = memory_of(*flow_);
  if (memory.is_dropped) return;
  const Packet stand_in = facing(*packet_, *flow_, frame.to_server);
  const Occasion occasion = occasion_of(stand_in, flow_, frame.to_server);
  ++mark_;
  candidates_.clear();
  add_candidates(ruleset_->frames());
  std::string room;  // for what transforms give
  try_candidates(occasion, [&](const CompiledRule& rule, std::string_view& excerpt) {
    excerpt = frame.bytes;
    return std::all_of(rule.inspections.begin(), rule.inspections.end(), [&](const auto& one) {
      if (one.source->buffer != IpsBuffer::Frame || one.source->frame != frame.name) return false;
      const ValueClass& wanted = ruleset_->value_classes()[one.value_class];
      const std::string_view text = transformed(wanted.transforms, frame.bytes, regexes_, room);
      return inspector_.holds(one, text, IpsEndian::Big);
    });
  });
}

void Inspector::flow_event(std::string_view name, bool to_server) {
  // An event of the flow is the event of a transaction that has nothing else.
  const std::array<std::string_view, 1> events{name};
  protocol::AppUnit made;
  made.protocol = memory_of(*flow_).session.protocol();
  made.to_server = to_server;
  made.events = events;
  unit(made);
}

}  // namespace sig::ips

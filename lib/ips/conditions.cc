#include "ips/conditions.h"

#include <algorithm>

#include "ips/named_tests.h"

namespace sig::ips {
namespace {

using Field = IpsNumberField;

bool one_way(const Ruleset& ruleset,
             const CompiledRule& rule,
             std::uint32_t source,
             std::uint32_t destination,
             std::uint32_t source_port,
             std::uint32_t destination_port) {
  return ruleset.ports().holds(rule.destination_port_set, destination_port) &&
         ruleset.ports().holds(rule.source_port_set, source_port) &&
         ruleset.addresses().holds(rule.source_set, source) &&
         ruleset.addresses().holds(rule.destination_set, destination);
}

std::optional<std::uint64_t> if_set(int value) {
  if (value < 0) return std::nullopt;
  return static_cast<std::uint64_t>(value);
}
template <class T>
std::optional<std::uint64_t> if_set(const std::optional<T>& value) {
  if (!value) return std::nullopt;
  return static_cast<std::uint64_t>(*value);
}

std::optional<std::uint64_t> if_tcp(const Packet& packet, std::uint64_t value) {
  if (packet.protocol != 6 || !packet.has_transport || packet.is_pseudo) return std::nullopt;
  return value;
}

std::optional<std::uint64_t> if_header(const Packet& packet, std::uint64_t value) {
  if (packet.is_pseudo || !packet.is_ip) return std::nullopt;
  return value;
}

std::optional<std::uint64_t> packet_number(Field field, const Packet& packet) {
  switch (field) {
    case Field::PayloadSize:
      return if_header(packet, packet.payload.size() + packet.missing);
    case Field::Ttl:
      return if_header(packet, packet.ttl);
    case Field::IpId:
      if (packet.is_v6) return std::nullopt;
      return if_header(packet, packet.ip_id);
    case Field::IpProtocol:
      return if_header(packet, packet.protocol);
    case Field::Tos:
      return if_header(packet, packet.tos);
    case Field::FragmentOffset:
      return if_header(packet, packet.fragment_offset);
    case Field::IcmpType:
      return if_set(packet.icmp_type);
    case Field::IcmpCode:
      return if_set(packet.icmp_code);
    case Field::IcmpId:
      return if_set(packet.icmp_id);
    case Field::IcmpSequence:
      return if_set(packet.icmp_sequence);
    case Field::Icmpv6Mtu:
      return if_set(packet.icmpv6_mtu);
    case Field::TcpSequence:
      return if_tcp(packet, packet.sequence);
    case Field::TcpAcknowledgement:
      return if_tcp(packet, packet.acknowledgement);
    case Field::TcpWindow:
      return if_tcp(packet, packet.window);
    case Field::TcpMss:
      return if_set(packet.mss);
    default:
      return std::nullopt;
  }
}

std::optional<std::uint64_t> flow_number(Field field, const Flow& flow, Time now) {
  switch (field) {
    case Field::FlowAge:
      return static_cast<std::uint64_t>(std::max<std::int64_t>(0, now.ns - flow.first.ns)) /
             1'000'000'000U;
    case Field::FlowPacketsToServer:
      return flow.packets_to_server;
    case Field::FlowPacketsToClient:
      return flow.packets_to_client;
    case Field::FlowBytesToServer:
      return flow.bytes_to_server;
    case Field::FlowBytesToClient:
      return flow.bytes_to_client;
    default:
      return std::nullopt;
  }
}

bool any_holds(const std::vector<IpsNumberTest>& tests, std::uint64_t value) {
  return std::any_of(
      tests.begin(), tests.end(), [value](const IpsNumberTest& test) { return test.holds(value); });
}

bool number_holds(const IpsNumberOf& test, const Occasion& occasion) {
  if (occasion.unit != nullptr) {
    if (test.field == Field::FileSize) {
      return std::any_of(occasion.unit->files.begin(),
                         occasion.unit->files.end(),
                         [&test](const protocol::AppFile& file) {
                           return any_holds(test.any_of, file.size);
                         });
    }
    for (const protocol::AppNumber& number : occasion.unit->numbers) {
      if (number.field == test.field && any_holds(test.any_of, number.value)) return true;
    }
  }
  if (const auto value = packet_number(test.field, *occasion.packet)) {
    return any_holds(test.any_of, *value);
  }
  if (occasion.flow == nullptr) return false;
  const auto value = flow_number(test.field, *occasion.flow, occasion.now);
  return value && any_holds(test.any_of, *value);
}

bool flags_hold(const IpsFlagsTest& test, const Packet& packet) {
  if (packet.is_pseudo) return false;
  std::uint8_t all = packet.tcp_flags;
  if (test.is_fragment) {
    if (!packet.is_ip || packet.is_v6) return false;
    const unsigned bits = packet.fragment_bits;
    all = static_cast<std::uint8_t>(((bits & 4U) != 0 ? 0x80U : 0U) |
                                    ((bits & 2U) != 0 ? 0x40U : 0U) |
                                    ((bits & 1U) != 0 ? 0x20U : 0U));
  } else if (packet.protocol != 6 || !packet.has_transport) {
    return false;
  }
  const auto flags = static_cast<std::uint8_t>(all & ~test.ignore);
  switch (test.mode) {
    case IpsFlagsTest::Mode::Exact:
      return flags == test.flags;
    case IpsFlagsTest::Mode::All:
      return (flags & test.flags) == test.flags;
    case IpsFlagsTest::Mode::Any:
      return (flags & test.flags) != 0;
    case IpsFlagsTest::Mode::None:
      return (flags & test.flags) == 0;
  }
  return false;
}

bool stream_size_holds(const IpsStreamSize& test, const Flow* flow) {
  if (flow == nullptr || !flow->has_stream) return false;
  // The size in "server" is that of what the server sent.
  const bool server = test.size.holds(flow->stream_bytes_to_client);
  const bool client = test.size.holds(flow->stream_bytes_to_server);
  switch (test.which) {
    case IpsStreamSize::Which::Server:
      return server;
    case IpsStreamSize::Which::Client:
      return client;
    case IpsStreamSize::Which::Both:
      return server && client;
    case IpsStreamSize::Which::Either:
      return server || client;
  }
  return false;
}

bool compares(IpsFlowint::Command command, std::uint32_t left, std::uint32_t right) {
  switch (command) {
    case IpsFlowint::Command::Less:
      return left < right;
    case IpsFlowint::Command::LessEqual:
      return left <= right;
    case IpsFlowint::Command::Equal:
      return left == right;
    case IpsFlowint::Command::NotEqual:
      return left != right;
    case IpsFlowint::Command::GreaterEqual:
      return left >= right;
    case IpsFlowint::Command::Greater:
      return left > right;
    default:
      return true;
  }
}

bool is_change(IpsFlowint::Command command) {
  return command == IpsFlowint::Command::Set || command == IpsFlowint::Command::Add ||
         command == IpsFlowint::Command::Subtract;
}

bool is_question(IpsFlowbits::Command command) {
  return command == IpsFlowbits::Command::IsSet || command == IpsFlowbits::Command::IsNotSet;
}

std::optional<std::uint32_t> flowint_of(const InspectedFlow& memory, const std::string& name) {
  const auto found = memory.flowints.find(name);
  if (found == memory.flowints.end()) return std::nullopt;
  return found->second;
}

bool flowint_holds(const IpsFlowint& test, const InspectedFlow* memory) {
  if (is_change(test.command)) return true;
  if (memory == nullptr) return test.command == IpsFlowint::Command::IsNotSet;
  const auto value = flowint_of(*memory, test.name);
  if (test.command == IpsFlowint::Command::IsSet) return value.has_value();
  if (test.command == IpsFlowint::Command::IsNotSet) return !value;
  if (!value) return false;
  std::uint32_t other = test.number;
  if (!test.variable.empty()) {
    const auto named = flowint_of(*memory, test.variable);
    if (!named) return false;
    other = *named;
  }
  return compares(test.command, *value, other);
}

bool has_bit(const InspectedFlow* memory, const std::string& name) {
  return memory != nullptr && memory->flowbits.contains(name);
}

}  // namespace

bool header_holds(const Ruleset& ruleset,
                  const CompiledRule& rule,
                  const Occasion& occasion,
                  const std::array<std::uint32_t, 4>& classes) {
  const auto [source, destination, source_port, destination_port] = classes;
  if (rule.apps != 0 && (rule.apps & bit(occasion.app)) == 0) return false;
  if (!rule.protocol.holds(occasion.packet->protocol, occasion.packet->is_v6)) return false;
  if (one_way(ruleset, rule, source, destination, source_port, destination_port)) return true;
  if (rule.source->direction != IpsDirection::Both) return false;
  return one_way(ruleset, rule, destination, source, destination_port, source_port);
}

bool flow_holds(const IpsRule& rule, const Occasion& occasion) {
  if (!rule.flow) return true;
  const IpsFlow& wanted = *rule.flow;
  if (wanted.no_frag && occasion.packet->is_reassembled) return false;
  if (wanted.only_frag && !occasion.packet->is_reassembled) return false;
  if (occasion.flow == nullptr) return false;
  if (wanted.to_server && !occasion.to_server) return false;
  if (wanted.to_client && occasion.to_server) return false;
  const bool is_established = occasion.before_packet && occasion.packet->protocol == 6
                                  ? occasion.flow->was_established
                                  : occasion.flow->is_established;
  if (wanted.state == IpsFlow::State::Established && !is_established) return false;
  if (wanted.state == IpsFlow::State::NotEstablished && is_established) return false;
  if (wanted.only_stream && !occasion.is_stream && occasion.unit == nullptr) return false;
  if (wanted.no_stream && (occasion.is_stream || occasion.unit != nullptr)) return false;
  return true;
}

bool tests_hold(const CompiledRule& rule, const Occasion& occasion) {
  for (const IpsStateTest& test : rule.source->tests) {
    bool holds = false;
    if (const auto* number = std::get_if<IpsNumberOf>(&test)) {
      holds = number_holds(*number, occasion);
    } else if (const auto* named = std::get_if<IpsNamed>(&test)) {
      holds = named_holds(*named, occasion);
    } else if (const auto* flags = std::get_if<IpsFlagsTest>(&test)) {
      holds = flags_hold(*flags, *occasion.packet);
    } else {
      holds = stream_size_holds(std::get<IpsStreamSize>(test), occasion.flow);
    }
    if (!holds) return false;
  }
  return true;
}

bool notes_hold(const IpsRule& rule, const Occasion& occasion, HostState& hosts) {
  for (const IpsFlowbits& bits : rule.flowbits) {
    if (!is_question(bits.command)) continue;
    if (occasion.flow == nullptr) return false;
    const bool any = std::any_of(bits.names.begin(), bits.names.end(), [&](const auto& name) {
      return has_bit(occasion.memory, name) == (bits.command == IpsFlowbits::Command::IsSet);
    });
    if (!any) return false;
  }
  for (const IpsFlowint& number : rule.flowints) {
    if (!is_change(number.command) &&
        (occasion.flow == nullptr || !flowint_holds(number, occasion.memory))) {
      return false;
    }
  }
  for (const IpsXbits& bits : rule.xbits) {
    if (is_question(bits.command) && !hosts.bits(bits,
                                                 occasion.packet->source,
                                                 occasion.packet->destination,
                                                 occasion.now)) {
      return false;
    }
  }
  return true;
}

void write_notes(const IpsRule& rule, const Occasion& occasion, HostState& hosts) {
  for (const IpsXbits& bits : rule.xbits) {
    if (!is_question(bits.command)) {
      hosts.bits(bits, occasion.packet->source, occasion.packet->destination, occasion.now);
    }
  }
  if (occasion.memory == nullptr) return;
  for (const IpsFlowbits& bits : rule.flowbits) {
    for (const std::string& name : bits.names) {
      auto& set = occasion.memory->flowbits;
      const bool is_set = set.contains(name);
      if (bits.command == IpsFlowbits::Command::Unset ||
          (bits.command == IpsFlowbits::Command::Toggle && is_set)) {
        set.erase(name);
      } else if (!is_question(bits.command)) {
        set.insert(name);
      }
    }
  }
  for (const IpsFlowint& number : rule.flowints) {
    if (!is_change(number.command)) continue;
    std::uint32_t operand = number.number;
    if (!number.variable.empty()) {
      operand = flowint_of(*occasion.memory, number.variable).value_or(0);
    }
    std::uint32_t& value = occasion.memory->flowints[number.name];
    if (number.command == IpsFlowint::Command::Set) value = operand;
    if (number.command == IpsFlowint::Command::Add) value += operand;
    if (number.command == IpsFlowint::Command::Subtract) value -= operand;
  }
}

}  // namespace sig::ips

#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "ips/host_state.h"
#include "ips/inspected_flow.h"
#include "ips/packet.h"
#include "ips/ruleset.h"

namespace sig::ips {

/// What a rule is tried on.
struct Occasion {
  const Packet* packet = nullptr;
  const Flow* flow = nullptr;       ///< null: a packet without one
  InspectedFlow* memory = nullptr;  ///< null while nothing was noted of the flow
  bool to_server = true;
  bool is_stream = false;      ///< a window of the reassembled stream
  bool before_packet = false;  ///< the state of a TCP flow is that before this packet, as engines
                               ///< look at packets
  const protocol::AppUnit* unit = nullptr;
  std::span<const std::string> file_kinds;  ///< libmagic's word for each file of the unit, where a
                                            ///< rule asks for it
  protocol::AppProtocol app = protocol::AppProtocol::Unknown;
  Time now{};
};

/// The header's addresses, ports and protocol, for both arrows.
bool header_holds(const Ruleset& ruleset,
                  const CompiledRule& rule,
                  const Occasion& occasion,
                  const std::array<std::uint32_t, 4>& classes);
/// flow:...
bool flow_holds(const IpsRule& rule, const Occasion& occasion);
/// Headers, numbers, events and names of the rule.
bool tests_hold(const CompiledRule& rule, const Occasion& occasion);
/// flowbits, flowint and xbits that ask. `ruleset` numbers the flowbits.
bool notes_hold(const IpsRule& rule, const Occasion& occasion, HostState& hosts);
/// flowbits, flowint and xbits that change something, after the rule has held.
void write_notes(const IpsRule& rule, const Occasion& occasion, HostState& hosts);

}  // namespace sig::ips

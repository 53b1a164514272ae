#pragma once

#include <cstdint>
#include <string_view>

namespace sig::protocol {

/// What the first bytes of one side say about one protocol, by the probing parsers of Suricata 7.
enum class Probe : std::uint8_t { No, NeedsMore, Yes };

inline constexpr std::uint16_t enip_port = 44818;
inline constexpr std::uint16_t mqtt_port = 1883;
inline constexpr std::uint16_t sip_port = 5060, sips_port = 5061;

// Each beside its parser.
Probe probe_enip(std::string_view bytes);
Probe probe_mqtt(std::string_view bytes);
Probe probe_sip(std::string_view bytes);  ///< of a whole datagram

}  // namespace sig::protocol

#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "protocol/app_unit.h"

namespace sig::protocol {

enum class MqttType : std::uint8_t {
  Unassigned,
  Connect,
  Connack,
  Publish,
  Puback,
  Pubrec,
  Pubrel,
  Pubcomp,
  Subscribe,
  Suback,
  Unsubscribe,
  Unsuback,
  Pingreq,
  Pingresp,
  Disconnect,
  Auth,
};

/// The fixed header of a control packet (MQTT 3.1.1 and 5.0, 2.1).
struct MqttHeader {
  MqttType type = MqttType::Unassigned;
  std::uint8_t flags = 0;       ///< dup 8, QoS 6, retain 1
  std::uint32_t remaining = 0;  ///< bytes behind the header
  std::uint8_t size = 0;        ///< of the header itself

  std::uint8_t qos() const { return (flags >> 1U) & 3U; }
};

enum class MqttRead : std::uint8_t { Whole, NeedsMore, Malformed };
MqttRead read_mqtt_header(std::string_view bytes, MqttHeader& header);

/// What rules look at of a control packet of 3.1, 3.1.1 or 5.0; views into its bytes.
struct MqttMessage {
  MqttHeader header;
  std::uint16_t id = 0;  ///< packet identifier, where its type has one
  std::uint8_t protocol_version = 0;
  std::uint8_t connect_flags = 0;  ///< of Connect, without the QoS of the will
  bool session_present = false;    ///< of Connack
  std::optional<std::uint8_t> reason_code;
  std::bitset<256> granted;  ///< codes of Suback and Unsuback
  struct Value {
    IpsBuffer buffer = IpsBuffer::Payload;
    std::string_view bytes;
    bool is_text = true;  ///< UTF-8, or what should be
  };
  std::vector<Value> values;
};

/// Reads what stands behind `header`, all `header.remaining` bytes of it. False: malformed.
/// `version` is what the flow's Connect said, 0 before it.
bool read_mqtt_message(const MqttHeader& header,
                       std::string_view body,
                       std::uint8_t version,
                       MqttMessage& message);

}  // namespace sig::protocol

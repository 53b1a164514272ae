#include "protocol/mqtt_message.h"

#include <algorithm>

#include "protocol/cursor.h"

namespace sig::protocol {
namespace {

/// How many topics of one packet are looked at: Suricata's bound.
constexpr size_t most_topics = 100;

/// A number of 7 bits a byte, the lowest first, in 4 bytes at most.
std::uint32_t variable_number(Cursor& cursor) {
  std::uint32_t value = 0;
  for (unsigned shift = 0; shift < 28; shift += 7) {
    const std::uint8_t byte = cursor.u8();
    value |= (byte & 0x7fU) << shift;
    if ((byte & 0x80U) == 0) return value;
  }
  cursor.ok = false;
  return 0;
}

/// The value behind an identifier (MQTT 5.0, 2.2.2.2); what is unknown has none.
void skip_property(Cursor& cursor) {
  switch (variable_number(cursor)) {
    case 0x01:
    case 0x17:
    case 0x19:
    case 0x24:
    case 0x25:
    case 0x28:
    case 0x29:
    case 0x2a:
      cursor.u8();
      break;
    case 0x13:
    case 0x21:
    case 0x22:
    case 0x23:
      cursor.u16();
      break;
    case 0x02:
    case 0x11:
    case 0x18:
    case 0x27:
      cursor.u32();
      break;
    case 0x0b:
      variable_number(cursor);
      break;
    case 0x26:
      cursor.field16();
      cursor.field16();
      break;
    case 0x03:
    case 0x08:
    case 0x09:
    case 0x12:
    case 0x15:
    case 0x16:
    case 0x1a:
    case 0x1c:
    case 0x1f:
      cursor.field16();
      break;
    default:
      break;
  }
}

void skip_properties(Cursor& cursor) {
  const std::uint32_t length = variable_number(cursor);
  Cursor properties{cursor.take(length)};
  while (properties.ok && !properties.bytes.empty())
    skip_property(properties);
  cursor.ok = cursor.ok && properties.ok;
}

class Reader {
 public:
  Reader(std::string_view body, std::uint8_t version, MqttMessage& message)
      : cursor_{body}, version_(version), message_(message) {}

  bool read() {
    switch (message_.header.type) {
      case MqttType::Connect:
        return connect();
      case MqttType::Connack:
        message_.session_present = (cursor_.u8() & 1U) != 0;
        message_.reason_code = cursor_.u8();
        properties_of_5();
        return cursor_.ok;
      case MqttType::Publish:
        return publish();
      case MqttType::Puback:
      case MqttType::Pubrec:
      case MqttType::Pubrel:
      case MqttType::Pubcomp:
        return publish_answer();
      case MqttType::Subscribe:
        return subscribe();
      case MqttType::Suback:
      case MqttType::Unsuback:
        return codes();
      case MqttType::Unsubscribe:
        return unsubscribe();
      case MqttType::Disconnect:
        return disconnect();
      case MqttType::Auth:
        message_.reason_code = cursor_.u8();
        skip_properties(cursor_);
        return cursor_.ok;
      default:
        return true;
    }
  }

 private:
  void add(IpsBuffer buffer, std::string_view bytes, bool is_text = true) {
    if (cursor_.ok && !bytes.empty()) message_.values.push_back({buffer, bytes, is_text});
  }
  void properties_of_5() {
    if (version_ == 5) skip_properties(cursor_);
  }

  bool connect() {
    constexpr std::uint8_t username = 0x80, password = 0x40, will = 0x04, of_rules = 0xe6;
    cursor_.field16();  // "MQTT", "MQIsdp"
    version_ = message_.protocol_version = cursor_.u8();
    const std::uint8_t flags = cursor_.u8();
    message_.connect_flags = flags & of_rules;
    cursor_.u16();  // keep alive
    properties_of_5();
    add(IpsBuffer::MqttConnectClientId, cursor_.field16());
    if ((flags & will) != 0) {
      properties_of_5();
      add(IpsBuffer::MqttConnectWillTopic, cursor_.field16());
      add(IpsBuffer::MqttConnectWillMessage, cursor_.field16(), false);
    }
    if ((flags & username) != 0) add(IpsBuffer::MqttConnectUsername, cursor_.field16());
    if ((flags & password) != 0) add(IpsBuffer::MqttConnectPassword, cursor_.field16(), false);
    return cursor_.ok;
  }

  bool publish() {
    add(IpsBuffer::MqttPublishTopic, cursor_.field16());
    if (message_.header.qos() > 0) message_.id = cursor_.u16();
    properties_of_5();
    add(IpsBuffer::MqttPublishMessage, cursor_.bytes, false);
    return cursor_.ok;
  }

  /// From 5.0 on with a reason and properties, which may be left out.
  bool publish_answer() {
    message_.id = cursor_.u16();
    if (version_ < 5 || !cursor_.ok) return cursor_.ok;
    message_.reason_code = cursor_.bytes.empty() ? std::uint8_t{0} : cursor_.u8();
    if (!cursor_.bytes.empty()) skip_properties(cursor_);
    return cursor_.ok;
  }

  bool subscribe() {
    message_.id = cursor_.u16();
    properties_of_5();
    if (!cursor_.ok) return false;
    size_t topics = 0;
    for (; topics < most_topics; ++topics) {
      const std::string_view topic = cursor_.field16();
      cursor_.u8();  // QoS
      if (!cursor_.ok) break;
      add(IpsBuffer::MqttSubscribeTopic, topic);
    }
    return topics > 0;
  }

  bool unsubscribe() {
    message_.id = cursor_.u16();
    properties_of_5();
    const bool is_sound = cursor_.ok;
    for (size_t topics = 0; topics < most_topics && cursor_.ok; ++topics)
      add(IpsBuffer::MqttUnsubscribeTopic, cursor_.field16());
    return is_sound;
  }

  bool codes() {
    message_.id = cursor_.u16();
    properties_of_5();
    for (const char code : cursor_.bytes)
      message_.granted.set(static_cast<std::uint8_t>(code));
    return cursor_.ok;
  }

  bool disconnect() {
    if (version_ < 5) return true;
    if (cursor_.bytes.size() < 2) {
      // Suricata 7 takes a reason without properties for 0, too.
      message_.reason_code = std::uint8_t{0};
      return true;
    }
    message_.reason_code = cursor_.u8();
    skip_properties(cursor_);
    return cursor_.ok;
  }

  Cursor cursor_;
  std::uint8_t version_;
  MqttMessage& message_;
};

}  // namespace

MqttRead read_mqtt_header(std::string_view bytes, MqttHeader& header) {
  constexpr size_t most_size = 5;
  Cursor cursor{bytes.substr(0, most_size)};
  const std::uint8_t first = cursor.u8();
  header.type = static_cast<MqttType>(first >> 4U);
  header.flags = first & 0xfU;
  header.remaining = variable_number(cursor);
  header.size = static_cast<std::uint8_t>(std::min(bytes.size(), most_size) - cursor.bytes.size());
  if (cursor.ok) return MqttRead::Whole;
  return bytes.size() < most_size ? MqttRead::NeedsMore : MqttRead::Malformed;
}

bool read_mqtt_message(const MqttHeader& header,
                       std::string_view body,
                       std::uint8_t version,
                       MqttMessage& message) {
  message = {};
  message.header = header;
  return Reader(body, version, message).read();
}

}  // namespace sig::protocol

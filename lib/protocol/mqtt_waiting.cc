#include "protocol/mqtt_waiting.h"

#include <algorithm>

#include "base/text.h"

namespace sig::protocol {
namespace {

/// Appends `bytes` with U+FFFD for what is no UTF-8, as Suricata's parser makes its texts.
void append_text(std::string_view bytes, std::string& out) {
  while (!bytes.empty()) {
    std::uint32_t code_point = 0;
    const size_t length = utf8_length(bytes, code_point);
    out += length == 0 ? std::string_view("\xef\xbf\xbd") : bytes.substr(0, length);
    bytes.remove_prefix(std::max<size_t>(length, 1));
  }
}

}  // namespace

void MqttTransaction::add_number(IpsNumberField field, std::uint64_t value) {
  const bool is_known = std::any_of(numbers.begin(), numbers.end(), [&](const AppNumber& known) {
    return known.field == field && known.value == value;
  });
  if (!is_known) numbers.push_back({field, value});
}

void MqttTransaction::add(const MqttMessage& message, const AppWants& wants) {
  constexpr std::uint8_t dup_and_retain = 9;
  const MqttHeader& header = message.header;
  add_number(IpsNumberField::MqttType, static_cast<std::uint64_t>(header.type));
  if (to_server) {
    add_number(IpsNumberField::MqttFlags, header.flags & dup_and_retain);
    add_number(IpsNumberField::MqttQos, header.qos());
    if (header.type == MqttType::Connect)
      add_number(IpsNumberField::MqttConnectFlags, message.connect_flags);
  } else if (header.type == MqttType::Connack) {
    add_number(IpsNumberField::MqttSessionPresent, message.session_present ? 1 : 0);
  }
  if (message.reason_code && !has_reason_) {
    has_reason_ = true;
    add_number(IpsNumberField::MqttReasonCode, *message.reason_code);
  }
  for (size_t code = 0; message.granted.any() && code < message.granted.size(); ++code)
    if (message.granted.test(code)) add_number(IpsNumberField::MqttReasonCode, code);
  for (const MqttMessage::Value& value : message.values) {
    const bool is_of_both = value.buffer == IpsBuffer::MqttPublishTopic ||
                            value.buffer == IpsBuffer::MqttSubscribeTopic;
    if (!wants.wants(value.buffer) || (!to_server && !is_of_both)) continue;
    const size_t at = text_.size();
    if (value.is_text && !is_valid_utf8(value.bytes)) {
      append_text(value.bytes, text_);
    } else {
      text_.append(value.bytes);
    }
    places_.push_back({value.buffer, at, text_.size() - at});
  }
}

void MqttTransaction::add_values(std::vector<AppValue>& out) const {
  for (const Place& place : places_)
    out.push_back({place.buffer, std::string_view(text_).substr(place.at, place.size)});
}

void MqttWaiting::put(std::uint32_t id, MqttTransaction&& transaction) {
  const std::uint32_t number = transaction.number;
  held_bytes_ += transaction.held_bytes();
  by_id_.emplace(id, number);
  waiting_.emplace(number, Waiting{id, std::move(transaction)});
}

MqttTransaction* MqttWaiting::find(std::uint32_t id) {
  const auto first = by_id_.lower_bound({id, 0});
  if (first == by_id_.end() || first->first != id) return nullptr;
  return &waiting_.find(first->second)->second.transaction;
}

MqttTransaction MqttWaiting::remove(std::map<std::uint32_t, Waiting>::iterator at) {
  MqttTransaction out = std::move(at->second.transaction);
  held_bytes_ -= out.held_bytes();
  by_id_.erase({at->second.id, at->first});
  waiting_.erase(at);
  return out;
}

std::optional<MqttTransaction> MqttWaiting::take(std::uint32_t id) {
  const MqttTransaction* first = find(id);
  if (first == nullptr) return std::nullopt;
  return remove(waiting_.find(first->number));
}

std::optional<MqttTransaction> MqttWaiting::take_oldest() {
  if (waiting_.empty()) return std::nullopt;
  return remove(waiting_.begin());
}

}  // namespace sig::protocol

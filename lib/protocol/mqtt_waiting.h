#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/mqtt_message.h"

namespace sig::protocol {

/// A request of MQTT with the answers to it that came so far, copied.
struct MqttTransaction {
  std::uint32_t number = 0;
  bool to_server = true;
  std::vector<AppNumber> numbers;
  std::vector<std::string_view> events;

  /// What rules may look at of one more message.
  void add(const MqttMessage& message, const AppWants& wants);
  void add_values(std::vector<AppValue>& out) const;
  size_t held_bytes() const { return text_.size(); }

 private:
  void add_number(IpsNumberField field, std::uint64_t value);

  struct Place {
    IpsBuffer buffer = IpsBuffer::Payload;
    size_t at = 0, size = 0;
  };
  std::string text_;
  std::vector<Place> places_;
  bool has_reason_ = false;
};

/// Transactions that wait for an answer, by the identifier of their packet; the oldest of those
/// with one identifier is answered first. The caller bounds them by take_oldest().
class MqttWaiting {
 public:
  static constexpr std::uint32_t connect_id = 0x10000;  ///< no packet identifier

  void put(std::uint32_t id, MqttTransaction&& transaction);
  /// Nothing when none waits. Lives until the next call. Answers have no values to hold.
  MqttTransaction* find(std::uint32_t id);
  std::optional<MqttTransaction> take(std::uint32_t id);
  std::optional<MqttTransaction> take_oldest();
  size_t size() const { return waiting_.size(); }
  size_t held_bytes() const { return held_bytes_; }

 private:
  struct Waiting {
    std::uint32_t id = 0;
    MqttTransaction transaction;
  };
  MqttTransaction remove(std::map<std::uint32_t, Waiting>::iterator at);

  std::map<std::uint32_t, Waiting> waiting_;                 // by number
  std::set<std::pair<std::uint32_t, std::uint32_t>> by_id_;  // with the number
  size_t held_bytes_ = 0;
};

}  // namespace sig::protocol

// MQTT 3.1, 3.1.1 and 5.0 (OASIS): a unit for each request when the last answer to it has come, in
// the direction of the request, and for each message that stands alone.
#include <algorithm>
#include <array>

#include "protocol/app_session.h"
#include "protocol/mqtt_message.h"
#include "protocol/mqtt_waiting.h"
#include "protocol/piece_buffer.h"
#include "protocol/probes.h"
#include "protocol/unit_parts.h"

namespace sig::protocol {
namespace {

// Suricata's bounds.
constexpr size_t most_message = 1U << 20U;
constexpr size_t most_waiting = 1024;
/// Ours, of what waits: then the oldest is shown without its answer.
constexpr size_t most_held = 4U << 20U;

class MqttParser final : public AppParser {
 public:
  explicit MqttParser(const AppContext& context) : context_(context) {}

  bool data(bool to_server, std::string_view bytes, AppSink& sink) override {
    Side& side = sides_[to_server ? 0 : 1];
    const std::string_view all = side.pieces.join(bytes);
    size_t used = 0;
    while (used < all.size()) {
      const std::string_view rest = all.substr(used);
      if (side.to_skip > 0) {
        const size_t skipped = std::min(side.to_skip, rest.size());
        side.to_skip -= skipped;
        used += skipped;
        continue;
      }
      MqttHeader header;
      const MqttRead read = read_mqtt_header(rest, header);
      if (read == MqttRead::NeedsMore) break;
      if (read == MqttRead::Malformed) return malformed(to_server, sink);
      const size_t size = size_t{header.size} + header.remaining;
      if (header.remaining > most_message) {
        truncated(header, sink);
        side.to_skip = size;
        continue;
      }
      if (rest.size() < size) break;
      const std::string_view body = rest.substr(header.size, header.remaining);
      if (!read_mqtt_message(header, body, version_, message_)) return malformed(to_server, sink);
      if (context_.wants.frames) frames(to_server, all, rest.substr(0, size), header, sink);
      take(to_server, sink);
      used += size;
    }
    side.pieces.keep(all, used);
    return true;
  }
  /// What waits is shown as it stands: no answer will be seen.
  bool gap(bool, std::uint64_t, AppSink& sink) override {
    while (auto oldest = waiting_.take_oldest())
      show(*oldest, sink);
    return false;
  }
  void end(bool, AppSink&) override {}
  size_t held_bytes() const override {
    return sides_[0].pieces.held.size() + sides_[1].pieces.held.size() + waiting_.held_bytes();
  }

 private:
  struct Side {
    PieceBuffer pieces;  // less than one message
    size_t to_skip = 0;  ///< of one that is too long
  };

  /// Suricata 7 takes both frames inside a message from where the piece starts, not the message.
  static void frames(bool to_server,
                     std::string_view piece,
                     std::string_view whole,
                     const MqttHeader& header,
                     AppSink& sink) {
    constexpr size_t fixed = 2;
    sink.frame({"mqtt.pdu", to_server, whole});
    sink.frame({"mqtt.header", to_server, piece.substr(0, fixed)});
    sink.frame({"mqtt.data", to_server, piece.substr(fixed, header.remaining)});
  }

  void show(const MqttTransaction& transaction, AppSink& sink) {
    parts_.clear();
    parts_.numbers = transaction.numbers;
    if (transaction.to_server)
      parts_.numbers.push_back({IpsNumberField::MqttProtocolVersion, version_});
    parts_.events = transaction.events;
    transaction.add_values(parts_.values);
    parts_.show(AppProtocol::Mqtt, transaction.to_server, transaction.number, sink);
  }

  MqttTransaction begin(bool to_server) {
    MqttTransaction out;
    out.number = transactions_++;
    out.to_server = to_server;
    return out;
  }
  MqttTransaction begin_with_message(bool to_server) {
    MqttTransaction out = begin(to_server);
    out.add(message_, context_.wants);
    return out;
  }

  bool malformed(bool to_server, AppSink& sink) {
    MqttTransaction transaction = begin(to_server);
    transaction.events.push_back("malformed_traffic");
    show(transaction, sink);
    return false;
  }

  /// As in Suricata, a message that is too long counts as one of the server.
  void truncated(const MqttHeader& header, AppSink& sink) {
    MqttTransaction transaction = begin(false);
    transaction.numbers.push_back(
        {IpsNumberField::MqttType, static_cast<std::uint64_t>(header.type)});
    show(transaction, sink);
  }

  void take(bool to_server, AppSink& sink) {
    switch (message_.header.type) {
      case MqttType::Connect:
        return connect(to_server, sink);
      case MqttType::Publish:
      case MqttType::Subscribe:
      case MqttType::Unsubscribe:
        return request(to_server, sink);
      case MqttType::Connack:
        is_connected_ = waiting_.find(MqttWaiting::connect_id) != nullptr || is_connected_;
        return answer(to_server, MqttWaiting::connect_id, "missing_connect", sink);
      case MqttType::Pubrec:
      case MqttType::Pubrel:
        if (MqttTransaction* waiting = waiting_.find(message_.id)) {
          waiting->add(message_, context_.wants);
          return;
        }
        return answer(to_server, message_.id, "missing_publish", sink);
      case MqttType::Puback:
      case MqttType::Pubcomp:
        return answer(to_server, message_.id, "missing_publish", sink);
      case MqttType::Suback:
        return answer(to_server, message_.id, "missing_subscribe", sink);
      case MqttType::Unsuback:
        return answer(to_server, message_.id, "missing_unsubscribe", sink);
      default:
        return lone(to_server, sink);
    }
  }

  void connect(bool to_server, AppSink& sink) {
    version_ = message_.protocol_version;
    MqttTransaction transaction = begin_with_message(to_server);
    if (is_connected_) transaction.events.push_back("double_connect");
    wait(MqttWaiting::connect_id, std::move(transaction), sink);
  }

  void request(bool to_server, AppSink& sink) {
    MqttTransaction transaction = begin_with_message(to_server);
    const std::uint8_t qos = message_.header.qos();
    constexpr std::uint8_t no_qos = 3;
    if (qos == no_qos) transaction.events.push_back("invalid_qos_level");
    if (!is_connected_) transaction.events.push_back("unintroduced_message");
    if (qos == 0) return show(transaction, sink);
    if (qos != no_qos) return wait(message_.id, std::move(transaction), sink);
    show_events(transaction, sink);  // nothing answers it
  }

  void answer(bool to_server, std::uint32_t id, std::string_view missing, AppSink& sink) {
    if (auto waiting = waiting_.take(id)) {
      waiting->add(message_, context_.wants);
      return show(*waiting, sink);
    }
    MqttTransaction transaction = begin_with_message(to_server);
    transaction.events.push_back(missing);
    const bool introduces = message_.header.type == MqttType::Connack;
    if (!is_connected_ && !introduces) transaction.events.push_back("unintroduced_message");
    show(transaction, sink);
  }

  void lone(bool to_server, AppSink& sink) {
    MqttTransaction transaction = begin_with_message(to_server);
    if (message_.header.type == MqttType::Unassigned) {
      transaction.events.push_back("unassigned_msg_type");
    } else if (!is_connected_) {
      transaction.events.push_back("unintroduced_message");
    }
    show(transaction, sink);
  }

  /// Events are known at once; what else there is, when the transaction is over.
  void show_events(MqttTransaction& transaction, AppSink& sink) {
    if (transaction.events.empty()) return;
    parts_.clear();
    parts_.events = transaction.events;
    parts_.show(AppProtocol::Mqtt, transaction.to_server, transaction.number, sink);
    transaction.events.clear();
  }

  void wait(std::uint32_t id, MqttTransaction&& transaction, AppSink& sink) {
    show_events(transaction, sink);
    if (waiting_.size() > most_waiting) {
      MqttTransaction oldest = *waiting_.take_oldest();
      oldest.events.push_back("too_many_transactions");
      show(oldest, sink);
    }
    waiting_.put(id, std::move(transaction));
    while (waiting_.held_bytes() > most_held)
      show(*waiting_.take_oldest(), sink);
  }

  const AppContext& context_;
  std::array<Side, 2> sides_;
  MqttMessage message_;
  MqttWaiting waiting_;
  UnitParts parts_;
  std::uint32_t transactions_ = 0;
  std::uint8_t version_ = 0;
  bool is_connected_ = false;
};

}  // namespace

Probe probe_mqtt(std::string_view bytes) {
  MqttHeader header;
  switch (read_mqtt_header(bytes, header)) {
    case MqttRead::NeedsMore:
      return Probe::NeedsMore;
    case MqttRead::Malformed:
      return Probe::No;
    case MqttRead::Whole:
      break;
  }
  const bool is_sound = header.type != MqttType::Unassigned && header.qos() <= 2;
  return is_sound ? Probe::Yes : Probe::No;
}

std::unique_ptr<AppParser> make_mqtt_parser(const AppContext& context) {
  return std::make_unique<MqttParser>(context);
}

}  // namespace sig::protocol

#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "protocol/app_unit.h"
#include "protocol/http2_body.h"
#include "protocol/http2_headers.h"

namespace sig::protocol {

/// What one side has sent on a stream.
struct Http2Message {
  static constexpr size_t most_numbers = 1024;

  Http2Headers headers;
  Http2Body body;
  std::vector<AppNumber> numbers;
  size_t numbers_shown = 0, events_shown = 0;
  bool has_ended = false;
  bool is_shown = false;

  /// The same number is kept once, as far as that is cheap to see.
  void add(const AppNumber& number);
};

/// How far a stream has come; a rule's buffers are looked at from some of these on. As Suricata
/// counts, whose keywords name them.
enum class Http2Progress : std::uint8_t {
  Open,
  Reserved,
  ClientData,
  ClientEnded,
  ServerData,
  ServerEnded,
  Closed,
};

/// A stream: one transaction. Frames of stream 0 are transactions of their own, closed at once.
struct Http2Stream {
  std::uint32_t number = 0;  ///< of the transaction
  Http2Progress progress = Http2Progress::Open;
  bool is_pushed = false;                ///< by the server: no request will come
  bool is_late = false;                  ///< frames of a stream that is closed already
  std::array<Http2Message, 2> messages;  ///< to the server, to the client
  std::vector<std::string_view> events;  ///< rules of either side see all of them
  size_t accounted = 0;                  ///< of held_bytes, by its owner

  Http2Message& message(bool to_server) { return messages[to_server ? 0 : 1]; }
  const Http2Message& message(bool to_server) const { return messages[to_server ? 0 : 1]; }
  void add_event(std::string_view event);
  void advance(bool to_server, bool is_data, bool ends_stream);
  /// What rules ask of that side is all there.
  bool is_ready(bool to_server) const;
  /// Events about the fields from `from` on.
  void look_at_authority(bool to_server, size_t from);
  size_t held_bytes() const;
};

}  // namespace sig::protocol

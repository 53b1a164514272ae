#include "protocol/http2_stream.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace sig::protocol {

void Http2Message::add(const AppNumber& number) {
  constexpr size_t most_compared = 64;
  if (numbers.size() >= most_numbers) return;
  if (numbers.size() < most_compared &&
      std::any_of(numbers.begin(), numbers.end(), [&number](const AppNumber& one) {
        return one.field == number.field && one.value == number.value;
      })) {
    return;
  }
  numbers.push_back(number);
}

void Http2Stream::add_event(std::string_view event) {
  if (std::find(events.begin(), events.end(), event) == events.end()) events.push_back(event);
}

void Http2Stream::advance(bool to_server, bool is_data, bool ends_stream) {
  Http2Progress reached = progress;
  if (ends_stream) {
    message(to_server).has_ended = true;
    reached = to_server ? Http2Progress::ClientEnded : Http2Progress::ServerEnded;
    if (message(!to_server).has_ended || is_pushed) reached = Http2Progress::Closed;
  } else if (is_data) {
    reached = to_server ? Http2Progress::ClientData : Http2Progress::ServerData;
  }
  progress = std::max(progress, reached);
}

bool Http2Stream::is_ready(bool to_server) const {
  return progress >= (to_server ? Http2Progress::ClientData : Http2Progress::ServerData);
}

void Http2Stream::look_at_authority(bool to_server, size_t from) {
  const Http2Headers& headers = message(to_server).headers;
  std::optional<std::string_view> authority, host;
  for (size_t at = from; at < headers.size(); ++at) {
    if (headers.name(at) == ":authority") {
      authority = headers.value(at);
      // RFC 9113, section 8.3.1: no user information.
      if (authority->find('@') != std::string_view::npos) add_event("http2.userinfo_in_uri");
    } else if (to_lower_ascii(headers.name(at)) == "host") {
      host = headers.value(at);
    }
  }
  if (authority && host && to_lower_ascii(*authority) != to_lower_ascii(*host))
    add_event("http2.authority_host_mismatch");
}

size_t Http2Stream::held_bytes() const {
  size_t held = sizeof(Http2Stream) + events.capacity() * sizeof(std::string_view);
  for (const Http2Message& one : messages) {
    held += one.headers.held_bytes() + one.body.held_bytes() +
            one.numbers.capacity() * sizeof(AppNumber);
  }
  return held;
}

}  // namespace sig::protocol

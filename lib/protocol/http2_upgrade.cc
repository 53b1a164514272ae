#include "protocol/http2_upgrade.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace sig::protocol {
namespace {

constexpr std::string_view end_of_line = "\r\n";

std::optional<unsigned> digit_of(char c) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  if (c == '+') c = '-';
  if (c == '/') c = '_';
  const size_t at = digits.find(c);
  if (at == std::string_view::npos) return std::nullopt;
  return static_cast<unsigned>(at);
}

std::optional<std::string> decode_base64url(std::string_view text) {
  while (text.ends_with('='))
    text.remove_suffix(1);
  std::string out;
  unsigned bits = 0, held = 0;
  for (const char c : text) {
    const auto digit = digit_of(c);
    if (!digit) return std::nullopt;
    held = (held << 6U | *digit) & 0xfffU;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out.push_back(static_cast<char>(held >> bits & 0xffU));
  }
  return out;
}

void read_line(std::string_view line, Http2Headers& headers, Http2FrameFacts& facts) {
  // A pseudo header begins with a colon.
  const size_t colon = line.find(": ", 1);
  if (colon == std::string_view::npos) return;
  const std::string_view name = line.substr(0, colon), value = line.substr(colon + 2);
  const std::string lower = to_lower_ascii(name);
  if (lower == "http2-settings") {
    const auto payload = decode_base64url(value);
    facts.add(IpsNumberField::Http2FrameType, static_cast<std::uint8_t>(Http2FrameType::Settings));
    if (payload) {
      read_http2_settings(*payload, facts);
    } else {
      facts.events.push_back("http2.invalid_http1_settings");
    }
    return;
  }
  headers.add(lower == "host" ? ":authority" : name, value);
}

}  // namespace

void read_upgrade_request(std::string_view request,
                          Http2Headers& headers,
                          Http2FrameFacts& settings) {
  settings.numbers.clear();
  settings.events.clear();
  while (!request.empty()) {
    const size_t end = std::min(request.find(end_of_line), request.size());
    read_line(request.substr(0, end), headers, settings);
    request.remove_prefix(std::min(end + end_of_line.size(), request.size()));
  }
}

}  // namespace sig::protocol

#include "tests/support/random_events.h"

#include <array>

namespace sig::testing {
namespace {

constexpr std::array<std::string_view, 7> header_names{
    "Host", "User-Agent", "Cookie", "X-A", "x-a", "AB", "q"};
constexpr std::array<std::string_view, 4> log_names{"q", "x-a", "ab", "user"};
constexpr std::array<std::string_view, 4> addresses{
    "192.0.2.1", "192.0.2.77", "2001:db8::1", "198.51.100.1"};

std::string query(Dice& dice) {
  std::string out;
  const size_t count = dice.below(4);
  for (size_t i = 0; i < count; ++i) {
    if (i > 0) out += '&';
    out += dice.of(std::array<std::string_view, 4>{"q", "%71", "ab", ""});
    if (!dice.one_in(5)) out += '=' + random_text(dice);
  }
  return out;
}

}  // namespace

std::string_view RandomEvent::text(std::string value) {
  return texts_.emplace_back(std::move(value));
}

std::string_view RandomEvent::words(Dice& dice) {
  std::string out;
  const size_t count = dice.below(5);
  for (size_t i = 0; i < count; ++i)
    out += random_text(dice);
  return text(std::move(out));
}

std::span<const NameValue> RandomEvent::pairs(Dice& dice, std::span<const std::string_view> names) {
  std::vector<NameValue>& out = pairs_.emplace_back();
  const size_t count = dice.below(5);
  for (size_t i = 0; i < count; ++i)
    out.push_back({dice.of(names), words(dice)});
  return out;
}

std::string RandomEvent::body(Dice& dice, std::string& content_type) {
  switch (dice.below(5)) {
    case 0:
      content_type = "application/x-www-form-urlencoded; charset=utf-8";
      return query(dice);
    case 1:
      content_type = "multipart/form-data; boundary=\"b\"";
      return "--b\r\nContent-Disposition: form-data; name=\"q\"\r\n\r\n" + random_text(dice) +
             "\r\n--b\r\ncontent-disposition: form-data; name=f; filename=\"" + random_text(dice) +
             "\"\r\n\r\nx\r\n--b--\r\n";
    case 2:
      content_type = "application/json";
      return "{\"q\": \"" + random_text(dice) + "\", \"ab\": [1, {\"q\": true}, \"" +
             random_text(dice) + "\"]}";
    default:
      return random_text(dice);
  }
}

HttpExchange RandomEvent::exchange(Dice& dice) {
  HttpExchange out;
  out.request.method = dice.of(std::array<std::string_view, 4>{"GET", "POST", "a", "CONNECT"});
  const std::string path = std::string(words(dice));
  const std::string root = dice.one_in(5) ? "http://ab" : "";
  out.request.uri = text(root + "/" + path + (dice.one_in(2) ? "?" + query(dice) : ""));
  out.request.version = dice.one_in(3) ? "" : "HTTP/1.1";
  std::string content_type;
  out.request.body = text(dice.one_in(2) ? "" : body(dice, content_type));
  out.request.headers = pairs(dice, header_names);
  if (!content_type.empty()) {
    pairs_.back().push_back({"Content-Type", text(content_type)});
    out.request.headers = pairs_.back();
  }
  if (dice.one_in(2)) return out;
  HttpResponse& response = out.response.emplace();
  response.status = dice.of(std::array{200, 404, 500});
  response.headers = pairs(dice, header_names);
  response.body = words(dice);
  return out;
}

RandomEvent::RandomEvent(Dice& dice) {
  switch (dice.below(10)) {
    case 0:
      event_.what = Packet{.payload = words(dice),
                           .size = static_cast<std::uint32_t>(dice.below(1600)),
                           .protocol = dice.of(std::array<std::string_view, 3>{"tcp", "udp", "a"}),
                           .tcp_flags = dice.of(std::array<std::string_view, 3>{"S", "SA", ""}),
                           .icmp_type = static_cast<int>(dice.below(3)) - 1,
                           .icmp_code = static_cast<int>(dice.below(3)) - 1};
      break;
    case 1:
      event_.what = Stream{words(dice), words(dice)};
      break;
    case 2:
      queries_ = {words(dice), words(dice)};
      event_.what = DnsMessage{queries_};
      break;
    case 3:
      event_.what = TlsHandshake{words(dice), words(dice)};
      break;
    case 4:
      event_.what = LogLine{words(dice), words(dice), words(dice), pairs(dice, log_names)};
      break;
    default:
      event_.what = exchange(dice);
  }
  if (!dice.one_in(4)) event_.client_ip = *parse_ip(dice.of(addresses));
  if (!dice.one_in(4)) event_.server_ip = *parse_ip(dice.of(addresses));
  event_.client_port = static_cast<std::uint16_t>(dice.of(std::array{0, 80, 404, 50000}));
  event_.server_port = static_cast<std::uint16_t>(dice.of(std::array{0, 80, 443}));
}

}  // namespace sig::testing

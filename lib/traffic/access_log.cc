#include "traffic/access_log.h"

#include <array>

#include "traffic/log_time.h"

namespace sig::traffic {
namespace {

constexpr size_t none = std::string_view::npos;

std::string_view dash_is_empty(std::string_view field) {
  return field == "-" ? std::string_view{} : field;
}

void skip_spaces(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
}

std::string_view take_word(std::string_view& text) {
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  skip_spaces(text);
  return word;
}

/// The field between the quote at the front and the next one that no backslash escapes.
std::optional<std::string_view> take_quoted(std::string_view& text) {
  if (text.empty() || text[0] != '"') return std::nullopt;
  for (size_t at = text.find_first_of("\"\\", 1); at != none;
       at = text.find_first_of("\"\\", at + 2)) {
    if (text[at] == '"') {
      const std::string_view field = text.substr(1, at - 1);
      text.remove_prefix(at + 1);
      skip_spaces(text);
      return field;
    }
  }
  return std::nullopt;
}

bool is_vhost(std::string_view word) {
  const size_t colon = word.rfind(':');
  if (colon == none || colon == 0 || colon + 1 == word.size()) return false;
  return word.find_first_not_of("0123456789", colon + 1) == none;
}

/// What stands before the time: [vhost] client identity user. Users may hold spaces.
bool read_client(std::string_view text, AccessLogLine& line) {
  std::string_view first = take_word(text);
  line.client_ip = parse_ip(first);
  if (!line.client_ip && !text.empty()) {
    std::string_view behind = text;
    const std::string_view second = take_word(behind);
    const auto second_ip = parse_ip(second);
    if (second_ip || (is_vhost(first) && behind.find(' ') != none)) {
      line.vhost = first;
      line.client = second;
      line.client_ip = second_ip;
      text = behind;
    }
  }
  if (line.client.empty()) line.client = first;
  take_word(text);
  while (!text.empty() && text.back() == ' ')
    text.remove_suffix(1);
  line.user = dash_is_empty(text);
  return !line.client.empty() && line.client != "-";
}

void read_status(std::string_view& text, AccessLogLine& line) {
  const std::string_view word = text.substr(0, text.find(' '));
  if (word.size() != 3 || word.find_first_not_of("0123456789") != none) return;
  line.status = (word[0] - '0') * 100 + (word[1] - '0') * 10 + (word[2] - '0');
  take_word(text);
  if (!text.empty() && text[0] != '"') take_word(text);  // bytes sent
}

void read_combined(std::string_view text, AccessLogLine& line) {
  const auto referer = take_quoted(text);
  if (!referer) return;
  line.referer = dash_is_empty(*referer);
  const auto agent = take_quoted(text);
  if (!agent) return;
  line.user_agent = dash_is_empty(*agent);
  const auto forwarded = take_quoted(text);
  if (forwarded && parse_ip(forwarded->substr(0, forwarded->find_first_of(", ")))) {
    line.forwarded_for = *forwarded;
  }
}

bool is_method(std::string_view word) {
  if (word.empty() || word.size() > 32) return false;
  for (const char c : word) {
    const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (!letter && c != '-' && c != '_') return false;
  }
  return true;
}

}  // namespace

std::optional<AccessLogLine> parse_access_log_line(std::string_view text) {
  AccessLogLine line;
  const size_t open = text.find(" [");
  if (open == none || open == 0) return std::nullopt;
  const size_t close = text.find(']', open);
  if (close == none || close - open > 40) return std::nullopt;
  if (!read_client(text.substr(0, open), line)) return std::nullopt;
  line.time = parse_clf_time(text.substr(open + 2, close - open - 2));
  if (!line.time) return std::nullopt;

  text.remove_prefix(close + 1);
  skip_spaces(text);
  // Some formats have the virtual host between the time and the request.
  if (!text.empty() && text[0] != '"') {
    const std::string_view word = take_word(text);
    if (line.vhost.empty()) line.vhost = dash_is_empty(word);
  }
  const auto request = take_quoted(text);
  if (!request) return std::nullopt;
  line.request = dash_is_empty(*request);
  read_status(text, line);
  read_combined(text, line);
  return line;
}

RequestLine split_request_line(std::string_view line) {
  const size_t first = line.find(' ');
  const std::string_view method = line.substr(0, first);
  if (first == none || !is_method(method)) return {{}, line, {}};
  std::string_view target = line.substr(first + 1);
  const size_t last = target.rfind(' ');
  if (last == none) return {method, target, {}};
  const std::string_view version = target.substr(last + 1);
  if (!version.starts_with("HTTP/")) return {method, target, {}};
  return {method, target.substr(0, last), version};
}

}  // namespace sig::traffic

#include "traffic/format_shapes.h"

#include <array>

#include "base/text.h"
#include "traffic/access_log.h"
#include "traffic/csv.h"
#include "traffic/http_framing.h"
#include "traffic/syslog.h"

namespace sig::traffic {
namespace {

constexpr size_t none = std::string_view::npos;

/// What follows `"key":` at or behind `from`, blanks skipped; empty when the key is not there.
std::string_view behind_key(std::string_view head, std::string_view key) {
  for (size_t at = head.find(key); at != none; at = head.find(key, at + 1)) {
    const std::string_view rest = trim(head.substr(at + key.size()));
    if (rest.starts_with(':')) return trim(rest.substr(1));
  }
  return {};
}

bool is_log_line_with_time(std::string_view line) {
  const SyslogLine parsed = parse_syslog_line(line);
  return parsed.stamp.kind != SyslogStamp::Kind::None;
}

/// Collections of log lines begin with remarks.
std::string_view first_log_line(std::string_view text) {
  std::string_view line = first_line(text);
  while (line.starts_with('#')) {
    text.remove_prefix(static_cast<size_t>(line.data() - text.data()) + line.size());
    line = first_line(text);
  }
  return line;
}

}  // namespace

std::string_view without_bom(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  return text;
}

std::string_view first_line(std::string_view text) {
  while (!text.empty()) {
    const size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    if (!trim(line).empty()) return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
    if (end == none) break;
    text.remove_prefix(end + 1);
  }
  return {};
}

bool looks_like_pcap(std::string_view head) {
  // pcap in microseconds, nanoseconds and Kuznetzov's variant, in both byte orders; pcapng.
  static constexpr std::array<std::string_view, 7> magics{"\xd4\xc3\xb2\xa1",
                                                          "\xa1\xb2\xc3\xd4",
                                                          "\x4d\x3c\xb2\xa1",
                                                          "\xa1\xb2\x3c\x4d",
                                                          "\x34\xcd\xb2\xa1",
                                                          "\xa1\xb2\xcd\x34",
                                                          "\x0a\x0d\x0d\x0a"};
  for (const std::string_view magic : magics) {
    if (head.starts_with(magic)) return true;
  }
  return false;
}

bool looks_like_har(std::string_view head) {
  head = trim(without_bom(head));
  return head.starts_with('{') && trim(head.substr(1)).starts_with("\"log\"") &&
         behind_key(head, "\"log\"").starts_with('{');
}

bool looks_like_http(std::string_view head) {
  const std::string_view line = first_line(head);
  const RequestLine request = split_request_line(line);
  return !request.method.empty() && !request.target.empty() && is_http_version(request.version);
}

bool looks_like_access_log(std::string_view head) {
  return parse_access_log_line(first_log_line(head)).has_value();
}

bool looks_like_syslog(std::string_view head) {
  return is_log_line_with_time(first_log_line(without_bom(head)));
}

PayloadKind payload_kind(std::string_view head) {
  head = without_bom(head);
  if (trim(head).starts_with('{') && behind_key(head, "\"payload\"").starts_with('[')) {
    return PayloadKind::Json;
  }
  const std::string_view line = first_line(head);
  if (line.find(',') != none && payload_column(line)) return PayloadKind::Csv;
  // GoTestWAF's files may begin with any of their keys.
  for (std::string_view rest = head; !rest.empty();) {
    const size_t end = rest.find('\n');
    if (rest.starts_with("payload:") && trim(rest.substr(0, end)) == "payload:") {
      return PayloadKind::Yaml;
    }
    if (end == none) break;
    rest.remove_prefix(end + 1);
  }
  return PayloadKind::Lines;
}

bool looks_like_payloads(std::string_view head) {
  return payload_kind(head) != PayloadKind::Lines;
}

}  // namespace sig::traffic

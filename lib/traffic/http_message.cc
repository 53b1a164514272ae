#include "traffic/http_message.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace sig::traffic {
namespace {

constexpr size_t longest_method = 32;
constexpr size_t longest_first_line = 8192;  // behind it we no longer wait for the version

constexpr std::array<std::string_view, 24> known_methods = {
    "GET",    "HEAD",   "POST",     "PUT",       "DELETE", "CONNECT",   "OPTIONS", "TRACE",
    "PATCH",  "TRACK",  "PROPFIND", "PROPPATCH", "MKCOL",  "COPY",      "MOVE",    "LOCK",
    "UNLOCK", "SEARCH", "REPORT",   "DEBUG",     "PURGE",  "SUBSCRIBE", "NOTIFY",  "M-SEARCH"};

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

bool is_token(char c) {
  if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return true;
  return std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

std::string_view trim_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && (is_blank(text.back()) || text.back() == '\r'))
    text.remove_suffix(1);
  return text;
}

bool equal_without_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; };
  return std::equal(
      a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

// Blanks out the breaks of folded lines in front of `end`.
size_t unfold(std::string& block, size_t end) {
  while (end < block.size() && end + 1 < block.size() && is_blank(block[end + 1])) {
    block[end] = ' ';
    if (end > 0 && block[end - 1] == '\r') block[end - 1] = ' ';
    end = block.find('\n', end + 1);
    if (end == std::string::npos) return block.size();
  }
  return end;
}

NameValue split_line(std::string_view line) {
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return {{}, trim_blanks(line)};
  return {trim_blanks(line.substr(0, colon)), trim_blanks(line.substr(colon + 1))};
}

}  // namespace

Looks looks_like_request(std::string_view bytes) {
  // RFC 9112 2.2: a server should ignore at least one empty line before the request line.
  size_t skipped = 0;
  while (skipped < bytes.size() && skipped < 8 &&
         (bytes[skipped] == '\r' || bytes[skipped] == '\n')) {
    ++skipped;
  }
  bytes.remove_prefix(skipped);
  size_t method = 0;
  while (method < bytes.size() && is_token(bytes[method]))
    ++method;
  if (method > longest_method) return Looks::No;
  if (method == bytes.size()) return Looks::More;
  if (method == 0 || !is_blank(bytes[method])) return Looks::No;

  const size_t end = bytes.find('\n');
  const std::string_view line = bytes.substr(0, end);
  const bool complete = end != std::string_view::npos || bytes.size() > longest_first_line;
  if (line.find(" HTTP/") != std::string_view::npos ||
      line.find("\tHTTP/") != std::string_view::npos) {
    return line.find(" HTTP/2") == std::string_view::npos ? Looks::Yes : Looks::No;
  }
  if (!complete) return Looks::More;
  const bool known =
      std::ranges::find(known_methods, bytes.substr(0, method)) != known_methods.end();
  const std::string_view target = trim_blanks(line.substr(method));
  return known && target.starts_with('/') ? Looks::Yes : Looks::No;
}

Looks looks_like_response(std::string_view bytes) {
  constexpr std::string_view prefix = "HTTP/";
  const size_t common = std::min(prefix.size(), bytes.size());
  if (bytes.substr(0, common) != prefix.substr(0, common)) return Looks::No;
  return common == prefix.size() ? Looks::Yes : Looks::More;
}

void split_headers(std::string& block, size_t limit, std::vector<NameValue>& headers) {
  size_t begin = 0;
  while (begin < block.size() && headers.size() < limit) {
    size_t end = block.find('\n', begin);
    end = end == std::string::npos ? block.size() : end;
    const std::string_view first = trim_blanks(std::string_view(block).substr(begin, end - begin));
    if (!first.empty()) {
      end = unfold(block, end);
      headers.push_back(split_line(std::string_view(block).substr(begin, end - begin)));
    }
    begin = end + 1;
  }
}

const std::string_view* find_header(std::span<const NameValue> headers, std::string_view name) {
  for (const NameValue& header : headers) {
    if (equal_without_case(header.name, name)) return &header.value;
  }
  return nullptr;
}

std::optional<std::string_view> find_cookie(std::span<const NameValue> headers,
                                            std::string_view name) {
  for (const NameValue& header : headers) {
    if (!equal_without_case(header.name, "cookie")) continue;
    std::string_view rest = header.value;
    while (!rest.empty()) {
      const size_t end = std::min(rest.find(';'), rest.size());
      const std::string_view pair = trim_blanks(rest.substr(0, end));
      const size_t equals = pair.find('=');
      if (equals != std::string_view::npos && trim_blanks(pair.substr(0, equals)) == name) {
        return trim_blanks(pair.substr(equals + 1));
      }
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return std::nullopt;
}

}  // namespace sig::traffic

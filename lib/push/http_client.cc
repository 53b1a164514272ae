#include "push/http_client.h"

#include <fmt/format.h>

#include <iterator>
#include <optional>

#include "base/text.h"
#include "push/socket_stream.h"

namespace sig::push {
namespace {

constexpr size_t max_reply = 1U << 20U;

Error bad_reply(std::string_view what) {
  return {ErrorKind::Target, fmt::format("the answer is not HTTP/1.1: {}", what), {}, {}};
}

Result<int> parse_status_line(std::string_view line) {
  const bool is_http = line.starts_with("HTTP/1.1 ") || line.starts_with("HTTP/1.0 ");
  const std::optional<std::uint64_t> status =
      is_http && line.size() >= 12 ? parse_unsigned(line.substr(9, 3)) : std::nullopt;
  if (!status || *status < 100) return bad_reply("status line " + quote(line, 40));
  return static_cast<int>(*status);
}

/// Fills the headers; the length of the body where one is given.
Result<std::optional<std::uint64_t>> parse_headers(std::string_view head, HttpReply& reply) {
  std::optional<std::uint64_t> length;
  for (const std::string_view raw : split(head, '\n')) {
    const std::string_view line = trim(raw);
    if (line.empty()) continue;
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) return bad_reply("header " + quote(line, 40));
    std::string name = to_lower_ascii(line.substr(0, colon));
    const std::string_view value = trim(line.substr(colon + 1));
    if (name == "transfer-encoding") return bad_reply("it has a transfer coding");
    if (name == "content-length") {
      length = parse_unsigned(value);
      if (!length || *length > max_reply) return bad_reply("content-length " + quote(value, 40));
    }
    reply.headers.emplace_back(std::move(name), std::string(value));
  }
  return length;
}

std::string request_text(const HttpUrl& url, const HttpAsk& ask) {
  std::string text = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n",
                                 ask.method,
                                 ask.path.empty() ? url.path : ask.path,
                                 url.host);
  for (const auto& [name, value] : ask.headers)
    fmt::format_to(std::back_inserter(text), "{}: {}\r\n", name, value);
  fmt::format_to(
      std::back_inserter(text), "Content-Length: {}\r\n\r\n{}", ask.body.size(), ask.body);
  return text;
}

}  // namespace

Result<HttpUrl> parse_http_url(std::string_view url) {
  constexpr std::string_view scheme = "http://";
  const Error bad = input_error(fmt::format("{} is not a URL of the daemon", quote(url)),
                                "write an address: http://127.0.0.1:8600");
  if (!url.starts_with(scheme)) return bad;
  std::string_view rest = url.substr(scheme.size());
  const size_t slash = rest.find('/');
  HttpUrl out;
  out.host = rest.substr(0, slash);
  out.path = slash == std::string_view::npos ? "/" : rest.substr(slash);
  std::string_view host = out.host;
  const size_t colon = host.rfind(':');
  if (colon != std::string_view::npos && !host.ends_with(']')) {
    const std::optional<std::uint64_t> port = parse_unsigned(host.substr(colon + 1));
    if (!port || *port == 0 || *port > 65535) return bad;
    out.port = static_cast<std::uint16_t>(*port);
    host = host.substr(0, colon);
  }
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const std::optional<IpAddress> ip = parse_ip(host);
  if (!ip || out.path.find_first_of(" \r\n") != std::string::npos) return bad;
  out.ip = *ip;
  return out;
}

Result<bool> parse_http_reply(std::string_view bytes, bool is_closed, HttpReply& reply) {
  const size_t end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) {
    if (is_closed) return bad_reply("it ends inside its head");
    return false;
  }
  reply = HttpReply();
  const size_t line_end = bytes.find("\r\n");
  reply.status = TRY(parse_status_line(bytes.substr(0, line_end)));
  const std::optional<std::uint64_t> length =
      TRY(parse_headers(bytes.substr(line_end, end - line_end), reply));
  std::string_view body = bytes.substr(end + 4);
  const bool has_none = reply.status == 204 || reply.status == 304;
  const std::uint64_t needed = has_none ? 0 : length.value_or(body.size());
  if (body.size() < needed) {
    if (is_closed) return bad_reply("it ends inside its body");
    return false;
  }
  if (!length && !has_none && !is_closed) return false;
  reply.body = body.substr(0, needed);
  return true;
}

Result<HttpReply> ask_http(const HttpUrl& url, const HttpAsk& ask, const Deadline& deadline) {
  SocketStream stream = TRY(SocketStream::connect_tcp(url.ip, url.port, deadline));
  TRY(stream.send(request_text(url, ask), deadline));
  std::string bytes;
  HttpReply reply;
  for (;;) {
    const bool goes_on = TRY(stream.receive(bytes, deadline));
    const bool is_whole = TRY(parse_http_reply(bytes, !goes_on, reply));
    if (is_whole) return reply;
    if (bytes.size() > max_reply) return bad_reply(fmt::format("over {} bytes", max_reply));
  }
}

}  // namespace sig::push

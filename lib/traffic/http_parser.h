#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "base/time.h"
#include "model/event.h"

namespace sig::traffic {

struct HttpLimits {
  std::uint32_t body_limit = 1U << 20U;      ///< bytes of a body, coded and decoded
  std::uint32_t header_limit = 256U << 10U;  ///< bytes of all header lines of one message
};

/// When bytes came: carried through to the exchange that they complete.
struct HttpStamp {
  std::uint64_t record = 0;
  std::optional<Time> time;
};

/// One request with its response, where there is one, as views into the parser.
struct ParsedExchange {
  HttpExchange exchange;
  HttpStamp completed;
  std::uint32_t transaction = 0;  ///< 0-based number on the connection
};

/// What the parser met beside whole messages; how often.
struct HttpNotes {
  std::uint32_t body_over_limit = 0;
  std::uint32_t headers_over_limit = 0;
  std::uint32_t body_damaged = 0;        ///< the content coding is corrupt or ends early
  std::uint32_t coding_unknown = 0;      ///< br, zstd, ...: the body is as it came
  std::uint32_t response_unmatched = 0;  ///< a response whose request was not seen; not delivered
  std::uint32_t stopped = 0;             ///< not HTTP/1 any more, or so broken that libhtp gave up
};

/// Incremental HTTP/1 parser over both directions of one connection (libhtp 0.5.42 for framing;
/// headers are split and bodies decoded here, because libhtp joins repeated headers and bounds
/// decompression by a clock). Give it the bytes of each direction in order, and a server's bytes
/// behind the client's bytes that they answer; however they are cut, the exchanges are the same.
/// Trailer fields of a chunked message are behind its headers. Holds at most 512 exchanges: an
/// older one without a response is delivered without it. One thread.
class HttpParser {
 public:
  explicit HttpParser(const HttpLimits& limits);
  HttpParser(HttpParser&&) noexcept;
  HttpParser& operator=(HttpParser&&) noexcept;
  ~HttpParser();

  void client_data(std::string_view bytes, const HttpStamp& stamp);
  void server_data(std::string_view bytes, const HttpStamp& stamp);
  /// No more bytes will come: what is unfinished is ready as far as it goes.
  void finish(const HttpStamp& stamp);

  /// The next exchange that is ready, in the order of requests, or nullptr. Valid until the next
  /// call of any member.
  const ParsedExchange* next();

  /// Nothing more will be parsed: a tunnel began (CONNECT, Upgrade), an error, or finish().
  bool is_done() const;
  /// A CONNECT was accepted: what the client sends from here on is another protocol's.
  bool is_tunnel() const;
  /// Bytes of the client behind an accepted CONNECT that came before it was accepted.
  std::string_view tunnel_bytes() const;
  /// Bytes of messages that are held, for the caps of those who own many parsers.
  size_t held_bytes() const;
  const HttpNotes& notes() const;
  /// Exchanges begun so far.
  std::uint32_t transactions() const;

  /// As new for another connection, keeping buffers.
  void reset();

 private:
  class Connection;
  std::unique_ptr<Connection> connection_;
};

}  // namespace sig::traffic

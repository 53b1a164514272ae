#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "traffic/http_parser.h"
#include "traffic/reasons.h"
#include "traffic/tcp_connection.h"
#include "traffic/tls_hello.h"

namespace sig::traffic {

struct Flow;
using FlowStamp = HttpStamp;

/// One thing to be shown as an event, in order; what it points to lives until the outbox is
/// cleared.
struct Output {
  enum class Kind : std::uint8_t { Http, Stream, Dns, Tls };
  Kind kind = Kind::Http;
  const Flow* flow = nullptr;
  HttpParser* parser = nullptr;    ///< Http: ask it until it has no more
  std::uint32_t transactions = 0;  ///< Http: exchanges of the connection before this parser
  size_t index = 0;                ///< Dns, Tls
  FlowStamp stamp;                 ///< Stream, Dns, Tls
};

/// What the flows of one reader share, and where they put what they found. One thread.
struct ContentContext {
  std::uint32_t wanted = 0;  ///< bits of EventKind
  std::uint32_t stream_depth = 0;
  HttpLimits http_limits;
  bool midstream = true;
  ReasonCounts* counts = nullptr;
  FlowStamp now;  ///< of the packet at hand

  std::vector<Output> outputs;
  std::vector<std::vector<std::string>> dns_names;  ///< the first `dns_used` are in use
  size_t dns_used = 0;
  std::vector<ClientHello> hellos;
  size_t hellos_used = 0;
  std::vector<std::unique_ptr<HttpParser>> retired;  ///< shown, then spare again
  std::vector<std::unique_ptr<HttpParser>> spare;

  bool wants(unsigned kind_bit) const { return (wanted & kind_bit) != 0; }
  std::unique_ptr<HttpParser> take_parser();
  /// All outputs have been shown.
  void clear();
};

/// What the two byte streams of one flow mean: kept up to the depth for the Stream event, and read
/// as HTTP/1, TLS or DNS by what they begin with, on any port. One thread.
class FlowContent final : public StreamSink {
 public:
  explicit FlowContent(ContentContext& context) : context_(&context) {}

  void data(bool from_client, std::string_view bytes) override;
  void gap(bool from_client, std::uint32_t length) override;
  /// One datagram of a UDP flow.
  void datagram(bool from_client, std::string_view bytes, bool is_dns_port);
  /// The flow has ended: what is unfinished is put out, then the streams.
  void end(const FlowStamp& last);
  /// What was put out has been shown; nothing more will be kept.
  void drop();
  /// As new, for another flow.
  void reset();

  void set_flow(const Flow* flow, bool is_dns_port);
  std::string_view client_stream() const { return streams_[0]; }
  std::string_view server_stream() const { return streams_[1]; }
  size_t held_bytes() const;

 private:
  enum class State : std::uint8_t { Undecided, Http, Tls, Dns, Resync, Nothing };

  void keep(bool from_client, std::string_view bytes);
  size_t decide(std::string_view bytes);
  void start_http(std::string_view bytes);
  void feed_http(bool from_client, std::string_view bytes);
  void leave_http(bool from_client);
  void retire_parser();
  size_t read_hello(std::string_view bytes);
  size_t read_dns(std::string_view bytes);
  void probe(std::string_view bytes);
  void put_dns(std::string_view message, bool strict);

  ContentContext* context_;
  const Flow* flow_ = nullptr;
  std::array<std::string, 2> streams_;  // client, server
  std::string probe_;                   // the client's first bytes while undecided
  std::unique_ptr<HttpParser> parser_;
  std::uint32_t transactions_ = 0;
  State state_ = State::Undecided;
  bool is_dns_port_ = false;
  bool over_depth_ = false;
  bool has_ended_ = false;
};

}  // namespace sig::traffic

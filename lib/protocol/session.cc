#include <algorithm>
#include <optional>

#include "protocol/app_session.h"

namespace sig::protocol {
namespace {

constexpr size_t most_undecided = 4096;
constexpr size_t most_looked_at = 32;           // of the second side to speak
constexpr std::uint64_t most_skipped = 100000;  // Suricata's bound of a side that stays unknown
constexpr std::uint8_t most_changes = 4;        // of the protocol of one flow
constexpr std::uint8_t udp = 17;
constexpr std::uint16_t http_port = 80;

std::unique_ptr<AppParser> make_parser(AppProtocol protocol,
                                       const AppContext& context,
                                       std::uint8_t ip_protocol) {
  switch (protocol) {
    case AppProtocol::Http1:
      return make_http1_parser(context);
    case AppProtocol::Http2:
      return make_http2_parser(context);
    case AppProtocol::Dns:
      return make_dns_parser(context, ip_protocol != udp);
    case AppProtocol::Tls:
      return make_tls_parser(context);
    case AppProtocol::Ssh:
      return make_ssh_parser(context);
    case AppProtocol::Snmp:
      return make_snmp_parser(context);
    case AppProtocol::Smtp:
      return make_smtp_parser(context);
    case AppProtocol::Ftp:
      return make_ftp_parser(context);
    case AppProtocol::Smb:
      return make_smb_parser(context);
    case AppProtocol::Dcerpc:
      return ip_protocol == udp ? nullptr : make_dcerpc_parser(context);
    case AppProtocol::Enip:
      return make_enip_parser(context, ip_protocol != udp);
    case AppProtocol::Mqtt:
      return make_mqtt_parser(context);
    case AppProtocol::Rfb:
      return make_rfb_parser(context);
    case AppProtocol::Sip:
      return make_sip_parser(context);
    default:
      return nullptr;
  }
}

/// What is known of one side of the flow.
struct Side {
  std::string undecided;   ///< its first bytes, until the flow's protocol is known
  std::uint64_t lost = 0;  ///< bytes behind those that were not kept, or are missing
  std::string first;    ///< up to `most_looked_at` bytes, to find out that it fits the other side
  bool failed = false;  ///< its first bytes are no protocol
  bool is_settled = false;
  bool ended = false;
};

/// Protocols whose client speaks first; Suricata gives up on them where the server did.
bool client_is_first(AppProtocol protocol) {
  return protocol == AppProtocol::Http1 || protocol == AppProtocol::Tls;
}

bool is_found(AppProtocol protocol) {
  return protocol != AppProtocol::Unknown && protocol != AppProtocol::Failed;
}

}  // namespace

struct AppSession::State {
  State(const AppContext& given, std::uint8_t ip, std::uint16_t client, std::uint16_t server)
      : context(given), ip_protocol(ip), client_port(client), server_port(server) {}

  const AppContext& context;
  std::uint8_t ip_protocol;
  std::uint16_t client_port, server_port;
  AppProtocol protocol = AppProtocol::Unknown;
  AppProtocol expected = AppProtocol::Unknown;  ///< what a parser said comes next
  std::string handover;                         ///< what that parser gave to the next one
  std::optional<FtpTransfer> transfer;
  std::unique_ptr<AppParser> parser;
  std::array<Side, 2> sides;  ///< to the server, to the client
  std::uint8_t changes = 0;
  bool anybody_spoke = false;
  bool server_spoke_first = false;
  bool is_done = false;

  Side& side(bool to_server) { return sides[to_server ? 0 : 1]; }
  void hold(bool to_server, std::string_view bytes, AppSink& sink);
  void decide(bool to_server, AppSink& sink);
  void begin(AppProtocol found, bool by_server, AppSink& sink);
  void release(bool to_server, AppSink& sink);
  void feed(bool to_server, std::string_view bytes, AppSink& sink);
  void compare_sides(bool to_server, std::string_view bytes, AppSink& sink);
  bool changes_protocol(AppSink& sink);
  void fail(AppSink& sink);
  void give_up();
};

AppSession::AppSession(const AppContext& context,
                       std::uint8_t ip_protocol,
                       std::uint16_t client_port,
                       std::uint16_t server_port)
    : state_(std::make_unique<State>(context, ip_protocol, client_port, server_port)) {}
AppSession::~AppSession() = default;
AppSession::AppSession(AppSession&&) noexcept = default;

void AppSession::State::give_up() {
  is_done = true;
  parser.reset();
  std::string().swap(handover);
  for (Side& one : sides) {
    std::string().swap(one.undecided);
    std::string().swap(one.first);
  }
}

void AppSession::State::fail(AppSink& sink) {
  protocol = AppProtocol::Failed;
  if (expected == AppProtocol::Tls) sink.flow_event("applayer_no_tls_after_starttls", true);
  give_up();
}

/// The parser has come to where another protocol begins: its unused bytes are the first of it.
bool AppSession::State::changes_protocol(AppSink& sink) {
  const AppProtocol next = parser->changes_to();
  if (next == AppProtocol::Unknown && !parser->detects_again()) return false;
  if (++changes > most_changes) {
    give_up();
    return true;
  }
  const std::unique_ptr<AppParser> before = std::move(parser);
  protocol = AppProtocol::Unknown;
  expected = next;
  handover = before->handover();
  anybody_spoke = server_spoke_first = false;
  for (Side& one : sides)
    one = Side{.ended = one.ended};
  for (const bool way : {true, false}) {
    const std::string_view rest = before->unused(way);
    if (rest.empty() || is_done) continue;
    if (parser != nullptr) {
      feed(way, rest, sink);
    } else {
      hold(way, rest, sink);
    }
  }
  return true;
}

void AppSession::State::feed(bool to_server, std::string_view bytes, AppSink& sink) {
  if (parser == nullptr || is_done) return;
  compare_sides(to_server, bytes, sink);
  const bool goes_on = parser->data(to_server, bytes, sink);
  if (!changes_protocol(sink) && !goes_on) give_up();
}

/// The other side, too, is looked at: it may speak another protocol, or none.
void AppSession::State::compare_sides(bool to_server, std::string_view bytes, AppSink& sink) {
  Side& one = side(to_server);
  if (one.is_settled || ip_protocol == udp) return;
  one.first.append(bytes.substr(0, most_looked_at - one.first.size()));
  const AppProtocol found =
      detect_protocol(ip_protocol, to_server, client_port, server_port, one.first);
  if (found == AppProtocol::Unknown && one.first.size() < most_looked_at) return;
  one.is_settled = true;
  std::string().swap(one.first);
  // A server's frames show HTTP/2 on one port only, and are no sign of anything else on others.
  if (protocol == AppProtocol::Http2 && !to_server && !is_found(found)) return;
  if (is_found(found) && found != protocol) {
    sink.flow_event("applayer_mismatch_protocol_both_directions", to_server);
  } else if (!is_found(found)) {
    sink.flow_event("applayer_detect_protocol_only_one_direction", to_server);
  }
}

void AppSession::State::begin(AppProtocol found, bool by_server, AppSink& sink) {
  protocol = found;
  if (is_found(expected) && found != expected) {
    sink.flow_event(expected == AppProtocol::Tls ? "applayer_no_tls_after_starttls"
                                                 : "applayer_unexpected_protocol",
                    !by_server);
  }
  if (client_is_first(found) && server_spoke_first && !by_server) {
    sink.flow_event("applayer_wrong_direction_first_data", true);
    return give_up();
  }
  const bool is_ftp_data = found == AppProtocol::FtpData;
  parser = is_ftp_data ? make_ftp_data_parser(context, *std::move(transfer))
                       : make_parser(found, context, ip_protocol);
  if (parser == nullptr) return give_up();
  if (!handover.empty() && found == expected) parser->take_over(handover, sink);
  std::string().swap(handover);
  side(!by_server).is_settled = true;
  if (is_ftp_data) side(by_server).is_settled = true;
  // A request stands before its response; where the server greets, the greeting does.
  const bool first_way = !server_spoke_first || client_is_first(found);
  release(first_way, sink);
  if (protocol == found && parser != nullptr) release(!first_way, sink);
}

void AppSession::State::release(bool to_server, AppSink& sink) {
  Side& one = side(to_server);
  const std::string bytes = std::move(one.undecided);
  one.undecided.clear();
  const std::uint64_t lost = one.lost;
  one.lost = 0;
  const AppParser* const given = parser.get();
  if (!bytes.empty()) feed(to_server, bytes, sink);
  if (lost == 0 || is_done || parser.get() != given) return;
  if (!parser->gap(to_server, lost, sink)) give_up();
}

void AppSession::State::decide(bool to_server, AppSink& sink) {
  Side& one = side(to_server);
  // Behind an upgrade a server may speak first, on any port.
  const std::uint16_t port = expected == AppProtocol::Http2 ? http_port : server_port;
  AppProtocol found = detect_protocol(ip_protocol, to_server, client_port, port, one.undecided);
  if (!is_found(found) && transfer) found = AppProtocol::FtpData;
  if (is_found(found)) return begin(found, !to_server, sink);
  one.failed = found == AppProtocol::Failed || one.undecided.size() >= most_undecided;
  if (one.failed && (side(!to_server).failed || ip_protocol == udp)) fail(sink);
}

void AppSession::State::hold(bool to_server, std::string_view bytes, AppSink& sink) {
  Side& one = side(to_server);
  if (!anybody_spoke) server_spoke_first = !to_server;
  anybody_spoke = true;
  // The piece that shows the protocol goes to its parser whole.
  if (one.lost == 0) {
    one.undecided.append(bytes);
  } else {
    one.lost += bytes.size();
  }
  if (!one.failed) decide(to_server, sink);
  if (one.undecided.size() > most_undecided) {
    one.lost += one.undecided.size() - most_undecided;
    one.undecided.resize(most_undecided);
  }
  if (is_done || parser != nullptr || one.lost <= most_skipped) return;
  sink.flow_event("applayer_proto_detection_skipped", to_server);
  fail(sink);
}

void AppSession::data(bool to_server, std::string_view bytes, AppSink& sink) {
  State& state = *state_;
  if (state.is_done || bytes.empty()) return;
  if (state.parser != nullptr) return state.feed(to_server, bytes, sink);
  state.hold(to_server, bytes, sink);
}

void AppSession::gap(bool to_server, std::uint64_t length, AppSink& sink) {
  State& state = *state_;
  if (state.is_done || length == 0) return;
  Side& one = state.side(to_server);
  if (state.parser == nullptr) {
    one.failed = true;
    one.lost += length;
    if (state.side(!to_server).failed) state.fail(sink);
    return;
  }
  one.is_settled = true;
  const bool goes_on = state.parser->gap(to_server, length, sink);
  if (!state.changes_protocol(sink) && !goes_on) state.give_up();
}

void AppSession::end(bool to_server, AppSink& sink) {
  State& state = *state_;
  Side& one = state.side(to_server);
  if (one.ended) return;
  one.ended = true;
  if (state.parser != nullptr) state.parser->end(to_server, sink);
}

bool AppSession::is_undecided() const {
  return !state_->is_done && state_->parser == nullptr;
}

void AppSession::expect(const FtpTransfer* transfer) {
  if (transfer == nullptr) {
    state_->transfer.reset();
  } else {
    state_->transfer = *transfer;
  }
}

AppProtocol AppSession::protocol() const {
  return state_->protocol;
}
void AppSession::give_up() {
  state_->give_up();
}

bool AppSession::is_done() const {
  return state_->is_done;
}
size_t AppSession::held_bytes() const {
  return state_->sides[0].undecided.size() + state_->sides[1].undecided.size() +
         state_->handover.size() + (state_->parser == nullptr ? 0 : state_->parser->held_bytes());
}

}  // namespace sig::protocol

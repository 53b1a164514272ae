#include "protocol/app_session.h"

#include <algorithm>

namespace sig::protocol {
namespace {

constexpr size_t most_undecided = 4096;
constexpr std::uint8_t udp = 17;

std::unique_ptr<AppParser> make_parser(AppProtocol protocol,
                                       const AppContext& context,
                                       std::uint8_t ip_protocol) {
  switch (protocol) {
    case AppProtocol::Http1:
      return make_http1_parser(context);
    case AppProtocol::Dns:
      return make_dns_parser(context, ip_protocol != udp);
    case AppProtocol::Tls:
      return make_tls_parser(context);
    case AppProtocol::Ssh:
      return make_ssh_parser(context);
    default:
      return nullptr;
  }
}

}  // namespace

struct AppSession::State {
  State(const AppContext& given, std::uint8_t ip, std::uint16_t client, std::uint16_t server)
      : context(given), ip_protocol(ip), client_port(client), server_port(server) {}

  const AppContext& context;
  std::uint8_t ip_protocol;
  std::uint16_t client_port, server_port;
  AppProtocol protocol = AppProtocol::Unknown;
  std::unique_ptr<AppParser> parser;
  std::array<std::string, 2> undecided;
  std::array<AppProtocol, 2> seen{};
  std::array<bool, 2> failed{};
  std::array<bool, 2> ended{};
  bool is_done = false;
  /// The side that opened the connection speaks as a server does (midstream).
  bool is_reversed = false;

  void decide(bool to_server, AppSink& sink);
  void begin(AppProtocol found, AppSink& sink);
  void feed(bool to_server, std::string_view bytes, AppSink& sink);
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
  for (std::string& bytes : undecided)
    std::string().swap(bytes);
}

void AppSession::State::feed(bool to_server, std::string_view bytes, AppSink& sink) {
  if (parser == nullptr || is_done) return;
  if (!parser->data(to_server, bytes, sink)) {
    give_up();
    return;
  }
  const AppProtocol next = parser->changes_to();
  if (next == AppProtocol::Unknown && !parser->detects_again()) return;
  parser.reset();
  protocol = AppProtocol::Unknown;
  seen = {};
  failed = {};
}

void AppSession::State::begin(AppProtocol found, AppSink& sink) {
  protocol = found;
  parser = make_parser(found, context, ip_protocol);
  std::array<std::string, 2> first;
  first.swap(undecided);
  if (parser == nullptr) {
    is_done = true;
    return;
  }
  // A request stands before its response.
  for (const bool to_server : {true, false}) {
    const std::string& bytes = first[to_server ? 0 : 1];
    if (!bytes.empty()) feed(to_server, bytes, sink);
  }
}

void AppSession::State::decide(bool to_server, AppSink& sink) {
  const size_t side = to_server ? 0 : 1;
  const AppProtocol found =
      detect_protocol(ip_protocol, to_server, client_port, server_port, undecided[side]);
  if (found != AppProtocol::Unknown && found != AppProtocol::Failed) return begin(found, sink);
  if (found == AppProtocol::Failed || undecided[side].size() > most_undecided) failed[side] = true;
  if (failed[0] && (failed[1] || ip_protocol == udp)) {
    protocol = AppProtocol::Failed;
    give_up();
  }
}

void AppSession::data(bool to_server, std::string_view bytes, AppSink& sink) {
  State& state = *state_;
  if (state.is_done || bytes.empty()) return;
  if (state.protocol != AppProtocol::Unknown) return state.feed(to_server, bytes, sink);
  std::string& held = state.undecided[to_server ? 0 : 1];
  if (held.size() < most_undecided) held.append(bytes);
  if (!state.failed[to_server ? 0 : 1]) state.decide(to_server, sink);
}

void AppSession::gap(bool to_server, std::uint64_t length, AppSink& sink) {
  State& state = *state_;
  if (state.is_done) return;
  if (state.parser == nullptr) {
    state.failed[to_server ? 0 : 1] = true;
    return;
  }
  if (!state.parser->gap(to_server, length, sink)) state.give_up();
}

void AppSession::end(bool to_server, AppSink& sink) {
  State& state = *state_;
  if (state.ended[to_server ? 0 : 1]) return;
  state.ended[to_server ? 0 : 1] = true;
  if (state.parser != nullptr) state.parser->end(to_server, sink);
}

AppProtocol AppSession::protocol() const {
  return state_->protocol;
}
bool AppSession::is_done() const {
  return state_->is_done;
}
size_t AppSession::held_bytes() const {
  return state_->undecided[0].size() + state_->undecided[1].size() +
         (state_->parser == nullptr ? 0 : state_->parser->held_bytes());
}

}  // namespace sig::protocol

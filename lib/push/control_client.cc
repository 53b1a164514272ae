#include "push/control_client.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "push/socket_stream.h"

namespace sig::push {
namespace {

constexpr size_t max_reply = 4U << 20U;

std::string text_of(const Json& reply, const char* key) {
  const auto found = reply.find(key);
  return found != reply.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Error target_error(std::string message, std::string hint = {}) {
  return {ErrorKind::Target, std::move(message), std::move(hint), {}};
}

}  // namespace

Result<Json> ask_daemon(const std::string& socket, const Json& command, const Deadline& deadline) {
  SocketStream stream = TRY(SocketStream::connect_unix(socket, deadline));
  TRY(stream.send(json_text(command) + "\n", deadline));
  std::string bytes;
  while (bytes.find('\n') == std::string::npos) {
    if (bytes.size() > max_reply) {
      return target_error(fmt::format("the daemon's reply is over {} bytes", max_reply));
    }
    const bool goes_on = TRY(stream.receive(bytes, deadline));
    if (!goes_on) return target_error("the daemon closed its control socket without a reply");
  }
  bytes.resize(bytes.find('\n'));
  Json reply = TRY(parse_json(bytes, "the daemon's reply", {.bytes = max_reply, .depth = 16}));
  if (!reply.is_object() || !reply.contains("ok") || !reply["ok"].is_boolean()) {
    return target_error("the daemon's reply has no \"ok\"", "is it sigmatchd that listens there?");
  }
  if (!reply["ok"].get<bool>()) {
    return target_error("the daemon says: " + visible(text_of(reply, "error")),
                        visible(text_of(reply, "hint")));
  }
  return reply;
}

}  // namespace sig::push

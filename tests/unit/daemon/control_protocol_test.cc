#include "daemon/control_protocol.h"

#include <catch2/catch.hpp>

using namespace sig;
using namespace sig::daemon;

TEST_CASE("a command is one object with exactly its keys") {
  struct Case {
    std::string_view name, line, error;
  };
  const auto c = GENERATE(values<Case>({
      {"status", R"({"command":"status"})", ""},
      {"reload", R"({"command":"reload"})", ""},
      {"test", R"({"command":"test","generation":"43-0123456789ab"})", ""},
      {"bypass", R"({"command":"bypass","on":true})", ""},
      {"unblock", R"({"command":"unblock","ip":"2001:db8::1"})", ""},
      {"unknown command",
       R"({"command":"stop"})",
       "command: \"command\": must be status, reload, test, bypass, blocks or unblock"},
      {"no command", R"({})", "command: \"command\": is missing"},
      {"a path as generation",
       R"({"command":"test","generation":"../../etc"})",
       "command: \"generation\": is not of the form RELEASE-DIGEST"},
      {"bypass without a side", R"({"command":"bypass"})", "command: \"on\": is missing"},
      {"no address",
       R"({"command":"unblock","ip":"shop"})",
       "command: \"ip\": is not an IPv4 or IPv6 address"},
      {"not an object", R"([1])", "command: expected an object"},
  }));
  DYNAMIC_SECTION(c.name) {
    const Result<Command> command = parse_command(c.line);
    CHECK(static_cast<bool>(command) == c.error.empty());
    if (!command) CHECK(command.error().message == c.error);
  }
}

TEST_CASE("a command with a key too many, or one that is too long, is refused") {
  CHECK_FALSE(parse_command(R"({"command":"status","on":true})"));
  CHECK_FALSE(parse_command(R"({"command":"status","command":"status"})"));
  CHECK_FALSE(parse_command("{\"command\":\"" + std::string(max_command_bytes, 'x') + "\"}"));
}

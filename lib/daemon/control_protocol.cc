#include "daemon/control_protocol.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/json_object.h"
#include "base/text.h"

namespace sig::daemon {
namespace {

using Kind = Command::Kind;

struct CommandRow {
  std::string_view name;
  Kind kind;
};

constexpr std::array<CommandRow, 6> commands{{{"status", Kind::Status},
                                              {"reload", Kind::Reload},
                                              {"test", Kind::Test},
                                              {"bypass", Kind::Bypass},
                                              {"blocks", Kind::Blocks},
                                              {"unblock", Kind::Unblock}}};

void read_arguments(JsonObject& reader, Command& command) {
  if (command.kind == Kind::Bypass) command.on = reader.flag("on");
  if (command.kind == Kind::Test) {
    const std::optional<Generation> generation = parse_generation(reader.text("generation"));
    if (!generation) return reader.fail("generation", "is not of the form RELEASE-DIGEST");
    command.generation = *generation;
  }
  if (command.kind == Kind::Unblock) {
    const std::optional<IpAddress> client = parse_ip(reader.text("ip"));
    if (!client) return reader.fail("ip", "is not an IPv4 or IPv6 address");
    command.client = *client;
  }
}

std::string line(const Json& reply) {
  return json_text(reply) + "\n";
}

std::uint64_t count_blocking(const LoadedRules& rules) {
  return static_cast<std::uint64_t>(std::count_if(
      rules.consequences.begin(), rules.consequences.end(), [](const Consequence& consequence) {
        return consequence.blocks;
      }));
}

}  // namespace

Result<Command> parse_command(std::string_view text) {
  const Json document = TRY(parse_json(text, "command", {.bytes = max_command_bytes, .depth = 4}));
  JsonObject reader(document, "command");
  const std::string name = reader.text("command");
  const auto row = std::find_if(commands.begin(), commands.end(), [&](const CommandRow& candidate) {
    return candidate.name == name;
  });
  if (row == commands.end()) {
    reader.fail("command", "must be status, reload, test, bypass, blocks or unblock");
    return std::move(reader.finish()).error();
  }
  Command command;
  command.kind = row->kind;
  read_arguments(reader, command);
  TRY(reader.finish());
  return command;
}

std::string status_reply(const StatusReport& report) {
  Json out = {{"ok", true}, {"schema", "sigmatchd-status/1"}, {"version", SIGCTL_VERSION}};
  out["pid"] = ::getpid();
  out["listen"] = report.listen;
  const LoadedRules* rules = report.rules;
  out["bundle"] = rules != nullptr ? Json(rules->bundle_hex) : Json(nullptr);
  out["environment"] = rules != nullptr ? Json(rules->activation.environment) : Json(nullptr);
  out["release"] = rules != nullptr ? rules->activation.release : 0;
  out["generation"] = rules != nullptr ? Json(rules->generation.name) : Json(nullptr);
  out["mode"] = rules != nullptr ? Json(to_string(rules->activation.mode)) : Json(nullptr);
  out["signatures"] = rules != nullptr ? rules->signatures().size() : 0;
  out["blocking"] = rules != nullptr ? count_blocking(*rules) : 0;
  out["since"] = rules != nullptr ? Json(to_iso8601(rules->since)) : Json(nullptr);
  out["bypass"] = report.bypass_by_command || report.bypass_by_file;
  out["bypass_by_file"] = report.bypass_by_file;
  out["blocks"] = report.blocks;
  out["reloads_ok"] = report.reloads_ok;
  out["reloads_failed"] = report.reloads_failed;
  out["last_fault"] = nullptr;
  if (report.last_fault) {
    out["last_fault"] = {{"when", to_iso8601(report.last_fault->when)},
                         {"what", report.last_fault->what}};
  }
  return line(out);
}

std::string outcome_reply(const LoadOutcome& outcome) {
  if (outcome.error) return error_reply(*outcome.error);
  return line(
      {{"ok", true}, {"generation", outcome.generation}, {"signatures", outcome.signatures}});
}

std::string blocks_reply(const std::vector<ListedBlock>& blocks, size_t total) {
  Json rows = Json::array();
  for (const auto& [client, block] : blocks) {
    rows.push_back({{"client", client.text()},
                    {"signature", block.signature},
                    {"rev", block.rev},
                    {"since", to_iso8601(block.since)},
                    {"until", to_iso8601(block.until_wall)}});
  }
  return line({{"ok", true}, {"total", total}, {"blocks", std::move(rows)}});
}

std::string unblock_reply(bool was_blocked) {
  return line({{"ok", true}, {"was_blocked", was_blocked}});
}

std::string bypass_reply(bool by_command, bool by_file) {
  Json out = {{"ok", true}, {"bypass", by_command || by_file}};
  if (by_file && !by_command) out["hint"] = "the file \"bypass\" in the folder keeps it on";
  return line(out);
}

std::string error_reply(const Error& error) {
  Json out = {{"ok", false}, {"error", error.message}};
  if (!error.hint.empty()) out["hint"] = error.hint;
  return line(out);
}

}  // namespace sig::daemon

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip.h"
#include "base/result.h"
#include "daemon/block_table.h"
#include "daemon/generation.h"
#include "daemon/loader.h"

namespace sig::daemon {

/// One line of the control socket: {"command": NAME, ...} (schemas/sigmatchd.md).
struct Command {
  enum class Kind { Status, Reload, Test, Bypass, Blocks, Unblock };
  Kind kind = Kind::Status;
  bool on = false;        ///< Bypass
  Generation generation;  ///< Test
  IpAddress client;       ///< Unblock
};

inline constexpr size_t max_command_bytes = 4096;

/// Strict: one object, one known command, exactly the keys it takes.
Result<Command> parse_command(std::string_view line);

/// What `status` echoes.
struct StatusReport {
  const LoadedRules* rules = nullptr;
  std::string listen;
  bool bypass_by_command = false;
  bool bypass_by_file = false;
  size_t blocks = 0;
  std::uint64_t reloads_ok = 0;
  std::uint64_t reloads_failed = 0;
  std::optional<Fault> last_fault;
};

std::string status_reply(const StatusReport& report);
std::string outcome_reply(const LoadOutcome& outcome);
std::string blocks_reply(const std::vector<ListedBlock>& blocks, size_t total);
std::string unblock_reply(bool was_blocked);
std::string bypass_reply(bool by_command, bool by_file);
std::string error_reply(const Error& error);

}  // namespace sig::daemon

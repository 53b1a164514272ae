#include <cstdint>
#include <cstdlib>

#include "daemon/control_protocol.h"

/// Any line is a command or an error that can be told.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view line(reinterpret_cast<const char*>(bytes), size);
  const sig::Result<sig::daemon::Command> command = sig::daemon::parse_command(line);
  if (!command && sig::daemon::error_reply(command.error()).find('\n') == std::string::npos) {
    std::abort();
  }
  return 0;
}

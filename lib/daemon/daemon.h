#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "daemon/loader.h"
#include "daemon/options.h"

namespace sig::daemon {

/// The built-in matcher as a server. Loads the rules first, then serves until SIGTERM or SIGINT;
/// SIGHUP opens the event file anew and reloads. Returns when all answers are out. `ready` is told
/// the address of the HTTP port once it answers.
Status serve(const DaemonOptions& options,
             const Log& log,
             const std::function<void(const std::string& address)>& ready);

}  // namespace sig::daemon

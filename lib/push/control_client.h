#pragma once

#include <string>

#include "base/json.h"
#include "base/result.h"
#include "push/deadline.h"

namespace sig::push {

/// Sends one command to a sigmatchd over its control socket and gives the reply. A reply that says
/// "ok": false is an error with the daemon's own words.
Result<Json> ask_daemon(const std::string& socket, const Json& command, const Deadline& deadline);

}  // namespace sig::push

#pragma once

#include <string>

#include "base/result.h"
#include "push/http_client.h"
#include "push/push.h"

namespace sig::push {

/// Where a sigmatchd answers.
struct ProbeTarget {
  HttpUrl url;
  std::string socket;
};

/// Asks the daemon's check endpoint, each time on a fresh connection, about requests of which we
/// know the answer, and ends each block that this starts. Returns what was proved, in words; an
/// error names the first request whose answer is not what the new set must say.
Result<std::string> probe_canaries(const ProbeTarget& target,
                                   const Desired& desired,
                                   const Deadline& deadline);

}  // namespace sig::push

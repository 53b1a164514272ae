#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/ip.h"
#include "push/push.h"

namespace sig::push {

/// A request of which we know what the new set must say.
struct Canary {
  std::string signature;
  std::string request;    ///< raw HTTP, an example of the signature
  bool must_fire = true;  ///< false: the signature must stay silent
  Action action = Action::Alert;
  bool may_be_alert = false;  ///< review_by may be past by the point's clock
};

struct CanaryLimits {
  size_t positive = 50;
  size_t negative = 50;
  size_t request_bytes = 256U << 10U;
};

/// Pure. Examples of signatures on http.request that one request can fire whoever sends it:
/// no rate, no test of an address or port, no User-Agent of the never_block list. Signatures that
/// block come first, so that there is a block among the proofs where there can be one.
std::vector<Canary> choose_canaries(const Desired& desired, const CanaryLimits& limits = {});

/// A client that cannot exist (RFC 5737 documentation networks) and that never_block does not name;
/// nothing when it names them all.
std::optional<IpAddress> canary_client(const Environment& environment);

}  // namespace sig::push

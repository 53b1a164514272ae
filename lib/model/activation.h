#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/ip.h"
#include "base/result.h"
#include "base/time.h"
#include "model/project.h"

namespace sig {

/// activation.json beside a bundle on an enforcement point: what the environment allows that bundle
/// to do (schemas/activation.schema.json). A push writes it, the daemon reads it. Plain value.
struct Activation {
  std::string environment;
  std::uint64_t release = 0;
  Digest bundle;
  Mode mode = Mode::Detect;
  std::optional<Confidence> block_at;
  std::vector<Cidr> never_block;
  std::vector<std::string> never_block_names;  ///< looked for in User-Agent, ASCII case ignored
  Time as_of;  ///< review_by is judged at the later of this and the clock, so that a host whose
               ///< clock runs behind does not revive what has expired
};

struct ActivationLimits {
  size_t bytes = 1U << 20U;
  size_t never_block = 10000;  ///< networks and names together
  size_t name_bytes = 256;
};

/// The parts of an environment that effective_action asks for.
Environment environment_of(const Activation& activation);

std::string activation_document(const Activation& activation);
/// Strict: unknown, missing or duplicate keys, wrong types and values over a limit are refused.
Result<Activation> read_activation(std::string_view text, std::string_view name);

}  // namespace sig

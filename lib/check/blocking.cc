#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "check/checks.h"
#include "check/place.h"
#include "model/names.h"

namespace sig::check {
namespace {

constexpr Seconds longest_usual_block = std::chrono::hours(24 * 7);

/// Surfaces whose events may come from an address that nobody confirmed by a handshake.
bool is_forgeable(Surface surface) {
  return surface == Surface::Packet || surface == Surface::Dns;
}

void check_duration(const Signature& signature, Findings& findings) {
  if (!signature.block_for || *signature.block_for <= longest_usual_block) return;
  findings.warning(
      "SIG0431",
      place_of(signature, "block_for"),
      fmt::format("{} blocks for {}", quote(signature.id), to_text(*signature.block_for)),
      fmt::format("expected at most {}", to_text(longest_usual_block)),
      "addresses change hands within days: block_for: 24h, and let it fire again");
}

void check_brute_force(const Signature& signature, Findings& findings) {
  if (signature.category != "brute-force" || signature.rate) return;
  findings.warning("SIG0432",
                   place_of(signature, "match"),
                   fmt::format("{} blocks at the first failed attempt", quote(signature.id)),
                   "expected a rate beside it",
                   "everybody mistypes once: rate: {count: 5, within: 60s, by: client.ip}");
}

void check_source(const Signature& signature, Findings& findings) {
  if (!is_forgeable(signature.on)) return;
  findings.warning("SIG0433",
                   place_of(signature, "action"),
                   fmt::format("{} blocks by a {} whose sender is not confirmed",
                               quote(signature.id),
                               signature.on == Surface::Dns ? "DNS message" : "single packet"),
                   "expected alert, or on: stream",
                   "a forged source address would make us block somebody else");
}

/// True when some environment that blocks would let a signature of this confidence block.
bool may_ever_block(const Signature& signature, const std::vector<Environment>& environments) {
  return std::any_of(environments.begin(), environments.end(), [&](const Environment& environment) {
    return environment.mode == Mode::Block &&
           (!environment.block_at || signature.confidence >= *environment.block_at);
  });
}

void check_effect(const Signature& signature, const Project& project, Findings& findings) {
  if (project.environments.empty() || may_ever_block(signature, project.environments)) return;
  findings.note("SIG0435",
                place_of(signature, "action"),
                fmt::format("{} never blocks: no environment blocks at confidence {}",
                            quote(signature.id),
                            to_string(signature.confidence)),
                "only alerts everywhere",
                "sigctl.yaml sets it per environment: mode: block and block_at");
}

void check_environments(const CheckInput& input, Diagnostics& diagnostics) {
  for (const Environment& environment : input.project->environments) {
    const bool spares = !environment.never_block.empty() || !environment.never_block_names.empty();
    if (environment.mode != Mode::Block || spares) continue;
    const bool any_blocks = std::any_of(
        input.signatures.begin(), input.signatures.end(), [](const Signature& signature) {
          return signature.action == Action::Block;
        });
    if (!any_blocks) continue;
    diagnostics.add({.level = Level::Warning,
                     .code = "SIG0434",
                     .message = fmt::format("environment {} in {} blocks and has no never_block",
                                            quote(environment.name),
                                            environment.where),
                     .at = std::nullopt,
                     .label = {},
                     .help = "spare your own management, monitoring and health checks: "
                             "never_block: [10.0.0.0/8]",
                     .subject = {}});
  }
}

}  // namespace

void check_blocking(const CheckInput& input, Diagnostics& diagnostics) {
  if (input.project != nullptr) check_environments(input, diagnostics);
  for (const Signature& signature : input.signatures) {
    if (signature.action != Action::Block) continue;
    Findings findings(signature, diagnostics);
    check_duration(signature, findings);
    check_brute_force(signature, findings);
    check_source(signature, findings);
    if (input.project != nullptr) check_effect(signature, *input.project, findings);
  }
}

}  // namespace sig::check

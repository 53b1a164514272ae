#include <fmt/format.h>

#include <map>

#include "base/text.h"
#include "check/checks.h"
#include "check/place.h"

namespace sig::check {

void check_revisions(const CheckInput& input, Diagnostics& diagnostics) {
  std::map<std::string_view, const ManifestSignature*> released;
  for (const ManifestSignature& signature : input.last_release)
    released.emplace(signature.id, &signature);

  for (const Signature& signature : input.signatures) {
    const auto found = released.find(signature.id);
    if (found == released.end()) continue;
    const ManifestSignature& before = *found->second;
    Findings findings(signature, diagnostics);
    const std::string line = fmt::format("write: rev: {}", std::uint64_t{before.rev} + 1);
    if (signature.rev < before.rev) {
      findings.error(
          "SIG0410",
          signature.rev_span,
          fmt::format("rev {} of {} is lower than rev {} of the last release",
                      signature.rev,
                      quote(signature.id),
                      before.rev),
          fmt::format("expected at least {}", before.rev),
          signature.digest == before.digest ? fmt::format("write: rev: {}", before.rev) : line);
    } else if (signature.rev == before.rev && signature.digest != before.digest) {
      findings.error("SIG0409",
                     signature.rev_span,
                     fmt::format("{} changed since the last release and is still rev {}",
                                 quote(signature.id),
                                 signature.rev),
                     fmt::format("expected more than {}", before.rev),
                     line);
    }
  }
}

}  // namespace sig::check

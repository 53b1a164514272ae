#include <fmt/format.h>

#include <map>
#include <set>

#include "base/text.h"
#include "check/checks.h"
#include "check/place.h"

namespace sig::check {
namespace {

/// The id as a hurried reader sees it: no case, no separators, and one sign for each group of signs
/// that fonts draw alike.
std::string skeleton(std::string_view id) {
  std::string out;
  for (char c : to_lower_ascii(id)) {
    if (c == '-' || c == '_' || c == '.') continue;
    if (c == '0') c = 'o';
    if (c == '1' || c == 'i') c = 'l';
    if (c == '5') c = 's';
    out += c;
  }
  return out;
}

}  // namespace

void check_identity(const CheckInput& input, Diagnostics& diagnostics) {
  std::map<std::string_view, const Signature*> by_id;
  std::map<std::string, const Signature*> by_skeleton;
  for (const Signature& signature : input.signatures) {
    Findings findings(signature, diagnostics);
    const auto [same, is_new] = by_id.emplace(signature.id, &signature);
    if (!is_new) {
      findings.error("SIG0401",
                     signature.id_span,
                     fmt::format("the id {} is given twice: here and in {}",
                                 quote(signature.id),
                                 origin_text(*same->second)),
                     "expected an id of its own",
                     "an id is for one signature for ever: choose another one here");
      continue;
    }
    if (signature.native) continue;  // numbers are alike
    const auto [alike, is_distinct] = by_skeleton.emplace(skeleton(signature.id), &signature);
    if (is_distinct) continue;
    findings.warning("SIG0402",
                     signature.id_span,
                     fmt::format("the id {} looks like {} in {}",
                                 quote(signature.id),
                                 quote(alike->second->id),
                                 origin_text(*alike->second)),
                     "easily mistaken for the other",
                     "at three in the morning nobody sees the difference: name what they do "
                     "differently");
  }
}

}  // namespace sig::check

#include "check/refused.h"

#include <algorithm>
#include <array>

namespace sig::check {
namespace {

constexpr std::array<std::string_view, 6> condition_codes{
    "SIG0411", "SIG0412", "SIG0414", "SIG0415", "SIG0420", "SIG0436"};

constexpr std::array<std::string_view, 4> example_codes{"SIG0424", "SIG0425", "SIG0426", "SIG0427"};

template <size_t size>
bool is_one_of(std::string_view code, const std::array<std::string_view, size>& codes) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

}  // namespace

std::set<std::string> ids_with_bad_condition(const Diagnostics& diagnostics) {
  std::set<std::string> out;
  for (const Diagnostic& finding : diagnostics.sorted()) {
    if (finding.level == Level::Error && is_one_of(finding.code, condition_codes))
      out.insert(finding.subject);
  }
  return out;
}

std::vector<Signature> without_refused(const std::vector<Signature>& signatures,
                                       const Diagnostics& diagnostics) {
  std::set<std::string> taken = ids_with_bad_condition(diagnostics);
  for (const Diagnostic& finding : diagnostics.sorted()) {
    if (finding.level == Level::Error && is_one_of(finding.code, example_codes))
      taken.insert(finding.subject);
  }
  std::vector<Signature> out;
  for (const Signature& signature : signatures) {
    if (taken.insert(signature.id).second) out.push_back(signature);
  }
  return out;
}

}  // namespace sig::check

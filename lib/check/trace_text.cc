#include "check/trace_text.h"

#include <fmt/format.h>

#include <vector>

#include "base/text.h"
#include "model/names.h"

namespace sig::check {
namespace {

using match::ConditionTrace;
using match::TestTrace;
using match::Truth;

constexpr size_t most_told = 3;

std::string test_text(const TestTrace& test) {
  std::string decodes;
  for (const Decode decode : test.decode)
    decodes += fmt::format("{}{}", decodes.empty() ? " (" : ", ", to_string(decode));
  return fmt::format("{}{}{} {} {}",
                     test.field,
                     decodes,
                     decodes.empty() ? "" : ")",
                     to_string(test.op),
                     quote(test.expected, 60));
}

std::string value_text(const TestTrace& test) {
  const std::string name = test.name.empty() ? "" : fmt::format(" of {}", quote(test.name, 40));
  return fmt::format("{}{}", quote(test.value, 80), name);
}

std::string outcome(const TestTrace& test) {
  if (test.truth == Truth::Yes) {
    return test.values_seen == 0
               ? fmt::format("{} holds", test_text(test))
               : fmt::format("{} holds for {}", test_text(test), value_text(test));
  }
  const std::string_view verb =
      test.truth == Truth::Undecided ? "ran into its limit" : "does not hold";
  if (test.values_seen == 0)
    return fmt::format("{}: the sample has no such field", test_text(test));
  return fmt::format("{} {} for {}", test_text(test), verb, value_text(test));
}

/// Collects the tests to blame for the condition's being `held` or not.
void blame(const ConditionTrace& trace, bool held, std::vector<std::string>& out) {
  if (trace.test) {
    out.push_back(outcome(*trace.test));
    return;
  }
  const bool child_held = trace.kind == Condition::Kind::None ? !held : held;
  for (const ConditionTrace& child : trace.children) {
    if ((child.truth == Truth::Yes) == child_held) blame(child, child_held, out);
  }
}

std::string told(const std::vector<std::string>& reasons) {
  std::string out;
  for (size_t i = 0; i < reasons.size() && i < most_told; ++i)
    out += (i == 0 ? "" : "; ") + reasons[i];
  if (reasons.size() > most_told) out += fmt::format("; and {} more", reasons.size() - most_told);
  return out;
}

}  // namespace

std::string why_not(const ConditionTrace& trace) {
  std::vector<std::string> reasons;
  blame(trace, false, reasons);
  return told(reasons);
}

std::string why(const ConditionTrace& trace) {
  std::vector<std::string> reasons;
  blame(trace, true, reasons);
  return told(reasons);
}

}  // namespace sig::check

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/event.h"
#include "model/signature.h"

namespace sig::match {

enum class Truth { No, Yes, Undecided };

/// What one test of a signature saw on one event.
struct TestTrace {
  std::string field;  ///< "http.args"
  std::string name;   ///< name of the value, such as the argument's; may be empty
  std::vector<Decode> decode;
  Operator op = Operator::Contains;
  std::string expected;  ///< the operand as written
  Truth truth = Truth::No;
  std::string value;       ///< the first value that matched (decoded), or the last one looked at
  size_t match_start = 0;  ///< of the matching bytes in `value`
  size_t match_length = 0;
  size_t values_seen = 0;  ///< how many values the field had
};

struct ConditionTrace {
  Condition::Kind kind = Condition::Kind::All;
  Truth truth = Truth::No;
  std::optional<TestTrace> test;  ///< Kind::Test
  std::vector<ConditionTrace> children;
};

/// The slow, obvious matcher: PCRE2 for every regex, search for every text, no prefilter, every
/// child of every condition evaluated. The oracle of the fast one, and what `explain` and reports
/// show. Rate windows are not applied. Nothing when the event is not of the signature's surface.
/// A regex can be undecided here where the fast matcher knows, as Hyperscan has no limits.
std::optional<ConditionTrace> trace(const Signature& signature, const Event& event);

/// Truth of the whole signature on the event; No when the surface differs.
Truth evaluate(const Signature& signature, const Event& event);

}  // namespace sig::match

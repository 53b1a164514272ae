#pragma once

#include <functional>
#include <string>

#include "base/result.h"
#include "match/reference.h"
#include "model/event.h"
#include "model/signature.h"

namespace sig::check {

/// One example of a signature, as the checks name it.
struct Example {
  const Signature* signature = nullptr;
  bool wanted = true;  ///< a `match` example
  size_t number = 0;   ///< 0-based
  const std::string* bytes = nullptr;
  Span at;
};

/// The examples of one signature, `match` first.
std::vector<Example> examples_of(const Signature& signature);

/// `match example 2`.
std::string name_of(const Example& example);

/// Opens the bytes as the surface reads them and calls `visit` for every event that is a unit of
/// the surface; returns how many there were.
Result<size_t> for_each_event(Surface surface,
                              std::string_view bytes,
                              const std::function<void(const Event&)>& visit);

/// What the reference matcher says of a sample: Yes when any of its events fires the signature.
struct SampleVerdict {
  match::Truth truth = match::Truth::No;
  std::optional<match::ConditionTrace> trace;  ///< of the event that decided it
  size_t events = 0;
};
Result<SampleVerdict> judge(const Signature& signature, std::string_view bytes);

}  // namespace sig::check

#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/result.h"
#include "match/reference.h"
#include "model/signature.h"

namespace sig::pipeline {

struct ExplainRequest {
  std::string folder;                ///< the project, unless sources are given
  std::vector<std::string> sources;  ///< signature files, folders or a bundle
  std::string signature;             ///< its id
  std::string sample;        ///< a file, or the sample's own bytes when there is no such file
  std::string sample_bytes;  ///< read from stdin when `sample` is "-"
  std::uint64_t record = 0;  ///< only this record of a recording; 0: all
};

/// What one event of the sample did to the signature.
struct Explained {
  std::uint64_t record = 0;
  std::uint32_t transaction = 0;
  match::ConditionTrace trace;
};

struct Explanation {
  Signature signature;
  std::vector<Explained> events;   ///< those of the signature's surface, at most `events_shown`
  std::uint64_t events_seen = 0;   ///< all events of the sample
  std::uint64_t events_fired = 0;  ///< of the surface
};
inline constexpr size_t events_shown = 50;

Result<Explanation> explain(const ExplainRequest& request, Diagnostics& diagnostics);

}  // namespace sig::pipeline

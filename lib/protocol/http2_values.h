#pragma once

#include <string>
#include <utility>
#include <vector>

#include "protocol/app_unit.h"
#include "protocol/http2_stream.h"

namespace sig::protocol {

/// Texts that a unit's values point into, made anew for each unit.
struct Http2Scratch {
  std::vector<AppValue> values;
  std::vector<AppFile> files;
  std::string text;
  std::vector<std::pair<IpsBuffer, std::pair<size_t, size_t>>> made;  ///< places in `text`
};

/// Fills `scratch` with the values of one side of a stream that `wants` has; they point into the
/// stream and the scratch. A side that is not ready shows its fields one by one, no more.
void make_http2_values(const Http2Stream& stream,
                       bool to_server,
                       const AppWants& wants,
                       Http2Scratch& scratch);

}  // namespace sig::protocol

#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "bundle/bundle_file.h"
#include "bundle/seal.h"

namespace sig::bundle {

/// A ustar archive of the files in the order given, as tar_header.h lays each down, ended by two
/// zero blocks and nothing behind them. Paths must have passed check_paths.
std::string pack(const std::vector<BundleFile>& files);

/// Reads what pack wrote, and only that: any other header byte, type, order of bytes, padding or
/// trailing data is an error. Memory is bounded by the payload.
Result<std::vector<BundleFile>> unpack(const SealedPayload& payload, const Limits& limits);

}  // namespace sig::bundle

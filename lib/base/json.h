#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sig {

/// JSON that keeps the order in which keys were written. Include <nlohmann/json.hpp> in the .cc
/// files that build or read values; it costs seconds to compile, so never in a header.
using Json = nlohmann::ordered_json;

struct JsonLimits {
  size_t bytes = 256U << 20U;
  int depth = 64;
  size_t keys = 4096;  ///< of one object: Json looks them up one by one, so reading is quadratic
};

/// Strict JSON within the limits; duplicate keys are an error; the message names line and column.
Result<Json> parse_json(std::string_view text, std::string_view name, JsonLimits limits = {});

/// One line; bytes that are not UTF-8 become U+FFFD.
std::string json_text(const Json& value);
/// Indented by two, with a final newline.
std::string json_document(const Json& value);

}  // namespace sig

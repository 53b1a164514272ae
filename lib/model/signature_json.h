#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "model/signature.h"

namespace sig {

/// Caps of the reader. A document above them is refused.
inline constexpr size_t max_signatures_bytes = 256U << 20U;
inline constexpr size_t max_signatures = 200000;
inline constexpr int max_condition_depth = 32;                      ///< as in the portable language
inline constexpr int max_json_depth = 2 * max_condition_depth + 8;  ///< levels a document may have

/// The artifact of the built-in matcher: signatures as strict, canonical JSON,
/// {"schema":"signatures/1","signatures":[...]}; schemas/signatures.schema.json. Values and
/// examples that are not UTF-8 are written as {"hex":"..."}. The digest is not written: reading
/// computes it.
Json to_json(const Signature& signature);

/// Sorted by id, one signature per line, whatever the order of the input.
std::string signatures_document(const std::vector<Signature>& signatures);

/// Reads back what signatures_document wrote, to equal signatures. Refuses unknown and missing
/// keys, signatures out of order or twice, and conditions that the tables of model/names.h do not
/// allow.
Result<std::vector<Signature>> read_signatures_document(std::string_view text,
                                                        std::string_view name);

/// What `Signature::digest` holds: changes when the meaning changes, not with rev, origin or
/// examples. Equal conditions written differently (another order of tests) have other digests.
Digest meaning_digest(const Signature& signature);

}  // namespace sig

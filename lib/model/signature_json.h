#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "model/signature.h"

namespace sig {

/// The artifact of the built-in matcher: signatures as strict, canonical JSON,
/// {"schema":"signatures/1","signatures":[...]}; schemas/signatures.schema.json. Bytes that are not
/// UTF-8 in values are written as {"hex":"..."}; reading back gives an equal signature.
Json to_json(const Signature& signature);
std::string signatures_document(const std::vector<Signature>& signatures);
Result<std::vector<Signature>> read_signatures_document(std::string_view text,
                                                        std::string_view name);

/// What `Signature::digest` holds: changes when the meaning changes, not with rev, origin or
/// examples.
Digest meaning_digest(const Signature& signature);

}  // namespace sig

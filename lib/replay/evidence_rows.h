#pragma once

#include "base/json_object.h"
#include "model/evidence.h"

namespace sig::replay {

// The elements of the predicate's arrays. The caller finishes the object.
Result<CorpusRun> read_corpus(JsonObject& of);
Result<SignatureEvidence> read_signature(JsonObject& of);
Result<RateCandidate> read_candidate(JsonObject& of);

}  // namespace sig::replay

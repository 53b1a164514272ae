#pragma once

#include <string>
#include <string_view>

#include "model/corpus.h"
#include "model/event.h"
#include "model/evidence.h"
#include "model/signature.h"

namespace sig::replay {

/// How a client is called in evidence: an address or a name as it is (visible, cut at 128 bytes),
/// the value of a header or cookie as the first 16 hexadecimal digits of its SHA-256.
std::string shown_client(std::string_view client, const ClientRule& rule);

/// Where an event stands, without its content.
HitExample place_of(const Event& event, const std::string& file, const ClientRule& rule);

/// The place with the redacted event and what the signature matched in it, by match::trace.
HitExample make_example(const Event& event,
                        const Signature& signature,
                        const std::string& file,
                        const ClientRule& rule);

}  // namespace sig::replay

#pragma once

#include <optional>
#include <string>

#include "ips/ruleset.h"

namespace sig::ips {

/// Why a rule cannot be run here: the keyword, and what is missing. Nothing when it can.
struct Obstacle {
  std::string keyword;
  std::string reason;
  Span at = {};  ///< unset: the rule as a whole
  bool is_mistake = false;
};

/// Decides on what the rule is tried and which protocols its flow must have: kind, protocol, apps,
/// needs_packet, needs_stream, is_decoder_rule and has_tx_test of `rule`.
std::optional<Obstacle> classify(CompiledRule& rule);

/// filemagic or file.magic.
bool asks_for_magic(const IpsRule& rule);

/// Whether a buffer's values come from a parser's transaction.
bool is_transaction_buffer(IpsBuffer buffer);

}  // namespace sig::ips

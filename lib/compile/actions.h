#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/project.h"
#include "model/signature.h"

namespace sig::compile {

enum class RuleAction { Alert, Drop, Reject };
std::string_view to_string(RuleAction action);

/// A rule of an artifact: whose it is, and where its action stands in the text.
struct RuleInText {
  std::uint32_t gid = 1;
  std::uint32_t sid = 0;
  std::string signature;  ///< sigctl_id of its metadata, or as native rules are called: "sid-2001"
  size_t action_at = 0;
  size_t action_size = 0;
};

/// The rules of a text in Suricata's or Snort's language, in its order; comments are none. What has
/// no sid is left out.
std::vector<RuleInText> rules_in(std::string_view text);

/// A text with other actions.
struct ActedText {
  std::string text;
  size_t rules = 0;                    ///< whose sid was among `actions`
  std::vector<std::uint32_t> unknown;  ///< sids of `actions` that no rule has
};

/// Writes the action of each rule whose sid is named, and touches no other byte: the artifact of a
/// bundle made into what one environment runs. Pure.
ActedText with_actions(std::string_view rules, const std::map<std::uint32_t, RuleAction>& actions);

/// What each rule of an artifact does in an environment: `block` where the signature blocks there
/// (effective_action), alert elsewhere. A rule whose signature is not among them is left out.
std::map<std::uint32_t, RuleAction> actions_of(std::string_view rules,
                                               const std::vector<Signature>& signatures,
                                               const Environment& environment,
                                               Time now,
                                               RuleAction block = RuleAction::Drop);

}  // namespace sig::compile

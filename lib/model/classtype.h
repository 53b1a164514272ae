#pragma once

#include <string_view>

namespace sig {

/// What a classtype of the rule language says: the priority and, in our words, the category.
/// Source: classification.config as Suricata 7 and Emerging Threats deliver it.
struct Classtype {
  std::string_view name;
  int priority = 3;  ///< 1 high to 4 low
  std::string_view category;
};

/// The row of a known classtype, else one of priority 3 and category "network-attack".
const Classtype& classtype(std::string_view name);

}  // namespace sig

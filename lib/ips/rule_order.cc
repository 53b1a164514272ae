#include "ips/rule_order.h"

namespace sig::ips {
namespace {

std::uint64_t action_order(IpsAction action) {
  switch (action) {
    case IpsAction::Pass:
      return 0;
    case IpsAction::Drop:
      return 1;
    case IpsAction::Reject:
    case IpsAction::RejectSource:
    case IpsAction::RejectDestination:
    case IpsAction::RejectBoth:
      return 2;
    default:
      return 3;
  }
}

/// 0: only sets; 1: sets and asks; 2: only asks; 3: neither.
std::uint64_t state_order(bool sets, bool asks) {
  if (sets) return asks ? 1 : 0;
  return asks ? 2 : 3;
}

bool asks(IpsFlowbits::Command command) {
  return command == IpsFlowbits::Command::IsSet || command == IpsFlowbits::Command::IsNotSet;
}

}  // namespace

std::uint64_t order_of(const IpsRule& rule) {
  bool bit_set = false, bit_asked = false, int_set = false, int_asked = false, x_set = false,
       x_asked = false;
  for (const IpsFlowbits& bits : rule.flowbits)
    (asks(bits.command) ? bit_asked : bit_set) = true;
  for (const IpsXbits& bits : rule.xbits)
    (asks(bits.command) ? x_asked : x_set) = true;
  for (const IpsFlowint& number : rule.flowints) {
    const bool changes = number.command == IpsFlowint::Command::Set ||
                         number.command == IpsFlowint::Command::Add ||
                         number.command == IpsFlowint::Command::Subtract;
    (changes ? int_set : int_asked) = true;
  }
  const std::uint64_t priority = rule.priority == 0 ? 3 : rule.priority;
  return (action_order(rule.action) << 24U) | (state_order(bit_set, bit_asked) << 20U) |
         (state_order(int_set, int_asked) << 16U) | (state_order(x_set, x_asked) << 12U) |
         priority;
}

}  // namespace sig::ips

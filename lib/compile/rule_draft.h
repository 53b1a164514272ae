#pragma once

#include <bitset>
#include <optional>
#include <string>
#include <vector>

#include "compile/alternatives.h"
#include "compile/dialect.h"
#include "compile/number_set.h"
#include "compile/rule.h"
#include "model/signature.h"

namespace sig::compile {

/// Addresses that a rule's header lets through: those of `in` (all when `is_any`), less `out`.
struct AddressSet {
  bool is_any = true;
  bool is_never = false;
  std::vector<Cidr> in;
  std::vector<Cidr> out;

  void keep(const std::vector<Cidr>& networks);
  void drop(const std::vector<Cidr>& networks);
  /// Removes what `out` takes away whole; may find that nothing is left.
  void settle();
  std::string text() const;
};

/// The protocols that rules can name, as bits.
enum : unsigned { proto_tcp = 1, proto_udp = 2, proto_icmp = 4, proto_icmpv6 = 8 };
inline constexpr unsigned named_protocols = 15;

/// One way for a signature to hold, taken apart into what headers and bodies of rules say.
struct Draft {
  AddressSet client, server;
  NumberSet client_ports = NumberSet::all(65535), server_ports = NumberSet::all(65535);
  NumberSet icmp_types = NumberSet::all(255), icmp_codes = NumberSet::all(255);
  NumberSet packet_sizes = NumberSet::all(most_packet_size);
  unsigned protocols = named_protocols;
  bool names_protocols = false;
  std::bitset<256> tcp_flags = ~std::bitset<256>();
  std::vector<Inspection> inspections;
  Side side = Side::Either;

  bool is_never = false;  ///< nothing fulfils it
  std::string reason;     ///< why the engine cannot do it; empty: it can
};

/// Each way with a negated test of a field that may be missing as several: it is missing, or it is
/// there and does not fulfil the test. Nothing when there are more than `most`.
std::optional<std::vector<Alternative>> split_missing(const std::vector<Alternative>& ways,
                                                      const Dialect& dialect,
                                                      size_t most);

Draft draft_of(const Alternative& alternative, const Dialect& dialect);

}  // namespace sig::compile

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compile/number_set.h"
#include "compile/rule.h"
#include "model/ips_dialect.h"
#include "model/signature.h"

namespace sig::compile {

/// What differs between the engines whose rules we write.
struct Dialect {
  IpsDialect name;
  size_t longest_rule;
  bool has_ends;  ///< startswith, endswith, bsize
  /// A rule on HTTP may name addresses and ports.
  bool has_addresses_of_http;
  /// Where the value of a text field stands once it is decoded as the test asks.
  Found<Place> (*place_of)(const Test& test);
  /// That a text field is there, or is not; an inspection without checks when it always is so.
  Found<Inspection> (*presence_of)(const FieldRef& field, bool is_wanted);
  /// For a field that may be missing: that its place has a value, or has none. A negated test of it
  /// is two rules: there is none, or there is one that does not fulfil the test. Nothing where the
  /// engine cannot say so. Null: for no field.
  std::optional<Inspection> (*part_of)(const FieldRef& field, bool is_wanted);
  /// That an IP packet of version 4 or 6 has a length in the range; nothing when none has. Null:
  /// the engine cannot say so.
  std::optional<Inspection> (*packet_size)(int version, const NumberSet::Range& range);
  std::string (*rule_text)(const Rule& rule);
};

const Dialect& suricata_dialect();
const Dialect& snort2_dialect();
const Dialect& snort3_dialect();

// What the dialects share.

inline constexpr std::uint32_t most_packet_size = 65535;

/// The decodes of a test without `lowercase`; `is_lower_case` says whether it was among them. Then
/// the test ignores case instead, which is not the same when `decodes_later`: a decode behind it
/// makes new capitals.
struct Decodes {
  std::vector<Decode> steps;
  bool is_lower_case = false;
  bool decodes_later = false;
};
Decodes decodes_of(const Test& test);

/// A check that the value is not empty.
Check not_empty();

}  // namespace sig::compile

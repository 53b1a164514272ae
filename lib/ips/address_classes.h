#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "model/ips_rule.h"

namespace sig::ips {

/// Sorts addresses into classes: two addresses of one class are in the same sets of a ruleset. A
/// rule's address test is then one bit. Built once, then immutable.
class AddressClasses {
 public:
  static constexpr std::uint32_t any = 0;  ///< number of the set that holds every address

  /// The number of a set; equal sets share one. Before build().
  std::uint32_t add(const IpsAddressSet& set);
  void build();

  std::uint32_t class_of(const IpAddress& address) const;
  bool holds(std::uint32_t set, std::uint32_t address_class) const {
    return set == any || ((bits_[address_class * words_ + set / 64] >> (set % 64)) & 1U) != 0;
  }
  size_t memory_bytes() const;

 private:
  static bool contains(const IpsAddressSet& set, const IpAddress& address);
  std::vector<IpsAddressSet> sets_;
  std::map<std::string, std::uint32_t> numbers_;
  std::vector<IpAddress> starts_;        // of the intervals, sorted; the first is the lowest address
  std::vector<std::uint32_t> classes_;   // per interval
  std::vector<std::uint64_t> bits_;      // words_ per class: in which sets it is
  size_t words_ = 0;
};

/// The same for ports.
class PortClasses {
 public:
  static constexpr std::uint32_t any = 0;
  std::uint32_t add(const IpsPortSet& set);
  void build();
  std::uint32_t class_of(std::uint16_t port) const { return classes_[port]; }
  bool holds(std::uint32_t set, std::uint32_t port_class) const {
    return set == any || ((bits_[port_class * words_ + set / 64] >> (set % 64)) & 1U) != 0;
  }

 private:
  std::vector<IpsPortSet> sets_;
  std::map<std::string, std::uint32_t> numbers_;
  std::vector<std::uint32_t> classes_;
  std::vector<std::uint64_t> bits_;
  size_t words_ = 0;
};

}  // namespace sig::ips

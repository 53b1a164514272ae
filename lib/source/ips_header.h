#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "source/ips_findings.h"
#include "source/ips_rules.h"

namespace sig::source {

/// Reads the headers of rules; remembers the lists that it has seen, since rules share few.
/// Not thread-safe; the variables must outlive it.
class IpsHeaderReader {
 public:
  explicit IpsHeaderReader(const IpsVariables& variables) : variables_(variables) {}
  void read(const IpsSyntax& syntax, IpsRule& rule, IpsFindings& findings);

 private:
  const IpsAddressSet& addresses(const IpsWord& word, IpsFindings& findings);
  const IpsPortSet& ports(const IpsWord& word, IpsFindings& findings);

  const IpsVariables& variables_;
  std::unordered_map<std::string, IpsAddressSet> seen_addresses_;
  std::unordered_map<std::string, IpsPortSet> seen_ports_;
  IpsAddressSet refused_addresses_;
  IpsPortSet refused_ports_;
};

bool is_ips_protocol(std::string_view name);

}  // namespace sig::source

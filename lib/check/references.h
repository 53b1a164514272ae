#pragma once

#include <string>
#include <string_view>

namespace sig::check {

/// Why a reference is none that a tool can follow ("has no number", ...); empty when it is one.
/// Known kinds: cwe:N, capec:N, cve:YEAR-NUMBER, attack:TNNNN[.NNN] (MITRE ATT&CK), rfc:N and web
/// addresses.
std::string reference_problem(std::string_view reference);

}  // namespace sig::check

#include "model/classtype.h"

#include <algorithm>
#include <array>

namespace sig {
namespace {

constexpr std::array<Classtype, 43> rows{{
    {"not-suspicious", 3, "policy"},
    {"unknown", 3, "policy"},
    {"bad-unknown", 2, "network-attack"},
    {"attempted-recon", 2, "information-leak"},
    {"successful-recon-limited", 2, "information-leak"},
    {"successful-recon-largescale", 2, "information-leak"},
    {"attempted-dos", 2, "denial-of-service"},
    {"successful-dos", 2, "denial-of-service"},
    {"attempted-user", 1, "known-exploit"},
    {"unsuccessful-user", 1, "known-exploit"},
    {"successful-user", 1, "known-exploit"},
    {"attempted-admin", 1, "known-exploit"},
    {"successful-admin", 1, "known-exploit"},
    {"rpc-portmap-decode", 2, "network-attack"},
    {"shellcode-detect", 1, "known-exploit"},
    {"string-detect", 3, "network-attack"},
    {"suspicious-filename-detect", 2, "malware"},
    {"suspicious-login", 2, "brute-force"},
    {"system-call-detect", 2, "network-attack"},
    {"tcp-connection", 4, "policy"},
    {"trojan-activity", 1, "malware"},
    {"unusual-client-port-connection", 2, "network-attack"},
    {"network-scan", 3, "automation"},
    {"denial-of-service", 2, "denial-of-service"},
    {"non-standard-protocol", 2, "protocol-violation"},
    {"protocol-command-decode", 3, "protocol-violation"},
    {"web-application-activity", 2, "network-attack"},
    {"web-application-attack", 1, "known-exploit"},
    {"misc-activity", 3, "network-attack"},
    {"misc-attack", 2, "network-attack"},
    {"icmp-event", 3, "network-attack"},
    {"inappropriate-content", 1, "policy"},
    {"policy-violation", 1, "policy"},
    {"default-login-attempt", 2, "brute-force"},
    {"targeted-activity", 1, "malware"},
    {"exploit-kit", 1, "malware"},
    {"external-ip-check", 2, "policy"},
    {"domain-c2", 1, "malware"},
    {"pup-activity", 2, "malware"},
    {"credential-theft", 1, "malware"},
    {"social-engineering", 2, "malware"},
    {"coin-mining", 2, "malware"},
    {"command-and-control", 1, "malware"},
}};
constexpr Classtype other{"", 3, "network-attack"};

}  // namespace

const Classtype& classtype(std::string_view name) {
  const auto* row = std::find_if(
      rows.begin(), rows.end(), [name](const Classtype& one) { return one.name == name; });
  return row == rows.end() ? other : *row;
}

}  // namespace sig

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sig::engine {

/// A rule that a real engine refused, in its own words.
struct RefusedRule {
  std::string file;  ///< as given to the engine
  int line = 0;      ///< 1-based, of the rule's first line; 0 when the engine does not say
  std::string message;
};

/// What the engine said of a set of rules.
struct RuleTest {
  std::string version;  ///< "suricata 7.0.10"
  std::uint64_t loaded = 0;
  std::uint64_t failed = 0;
  std::vector<RefusedRule> refused;
};

/// One alert of a real engine.
struct EngineAlert {
  std::uint32_t gid = 1, sid = 0, rev = 0;
  std::uint64_t packet = 0;  ///< pcap_cnt; 0 when none
  std::uint64_t flow = 0;    ///< the engine's flow id
  std::string source, destination;
  std::uint16_t source_port = 0, destination_port = 0;
  std::string protocol;      ///< "TCP"
  std::string app_protocol;  ///< "http"; may be empty
  std::string time;          ///< ISO 8601 as the engine wrote it
  std::string action;        ///< "allowed", "blocked"
};

}  // namespace sig::engine

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"

namespace sig::engine {

/// Rules for an engine: a line each, and what the variables in their headers stand for.
struct EngineRules {
  std::vector<std::string> lines;
  std::map<std::string, std::string> addresses;  ///< "HOME_NET" -> "[10.0.0.0/8]"
  std::map<std::string, std::string> ports;
};

/// A rule that an engine refused, in its own words.
struct RefusedRule {
  size_t line = 0;  ///< index into EngineRules::lines
  std::string message;
};

/// What an engine said of a set of rules.
struct RuleTest {
  std::string version;  ///< "7.0.10"
  std::uint64_t loaded = 0;
  std::uint64_t failed = 0;
  std::vector<RefusedRule> refused;
};

/// One alert.
struct EngineAlert {
  std::uint32_t gid = 1, sid = 0, rev = 0;
  std::uint64_t packet = 0;  ///< number in the capture; 0 when the engine does not say
  std::uint64_t flow = 0;    ///< the engine's id of it; 0: none
  std::string source, destination;
  std::uint16_t source_port = 0, destination_port = 0;
  std::string protocol;      ///< "TCP"
  std::string app_protocol;  ///< "http"; may be empty
  std::string time;          ///< ISO 8601
  bool is_blocked = false;
};

struct EngineFlow {
  std::uint64_t id = 0;
  std::string source, destination;  ///< client and server
  std::uint16_t source_port = 0, destination_port = 0;
  std::string protocol;
};

/// What an engine made of one capture.
struct CaptureReport {
  std::uint64_t packets = 0;  ///< read from the file
  std::vector<EngineFlow> flows;
  std::vector<EngineAlert> alerts;
};

}  // namespace sig::engine

#pragma once

#include <cstdint>
#include <optional>

#include "base/ip.h"
#include "base/time.h"
#include "protocol/app_unit.h"

namespace sig::ips {

/// One alert: a rule that held, where, after thresholds.
struct Alert {
  std::uint32_t rule = 0;    ///< index into Ruleset::sources()
  std::uint64_t record = 0;  ///< of the packet at which it was found
  std::uint64_t flow = 0;    ///< Flow::number; 0: none
  std::optional<std::uint32_t> transaction;
  std::optional<Time> time;
  IpAddress source, destination;
  std::uint16_t source_port = 0, destination_port = 0;
  std::uint8_t protocol = 0;
  protocol::AppProtocol app = protocol::AppProtocol::Unknown;
  bool to_server = false;
  bool undecided = false;  ///< a regex or the rule's budget ran into its limit: not known
  std::string_view excerpt;  ///< what was looked at, for an example; lives for the call
};

class AlertSink {
 public:
  virtual ~AlertSink() = default;
  virtual void alert(const Alert& alert) = 0;
};

}  // namespace sig::ips

#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/ip.h"
#include "base/time.h"
#include "traffic/flow_content.h"
#include "traffic/tcp_connection.h"

namespace sig::traffic {

/// The two ends of a flow, the lower one first, so that both directions have one key.
struct FlowKey {
  std::array<IpAddress, 2> addresses;
  std::array<std::uint16_t, 2> ports{};
  std::uint8_t protocol = 0;

  friend bool operator==(const FlowKey&, const FlowKey&) = default;
};

/// A TCP connection or a UDP conversation. Owned by its table; not moved while it lives there.
struct Flow {
  Flow(ContentContext& context, bool midstream) : content(context), tcp(midstream) {}

  FlowKey key;
  std::uint64_t hash = 0;
  std::optional<Side> client;  ///< of UDP; TCP's is tcp.client()
  FlowStamp last;              ///< of its last packet
  size_t accounted = 0;        ///< bytes that its table counts for it
  size_t accounted_out_of_order = 0;
  std::uint8_t table = 0;
  FlowContent content;
  TcpConnection tcp;

  // Links of FlowTable.
  Flow* chain = nullptr;
  Flow* older = nullptr;
  Flow* newer = nullptr;
  std::uint8_t list = 0;

  Side client_side() const {
    return key.protocol == protocol::tcp ? tcp.client().value_or(0) : client.value_or(0);
  }
};

}  // namespace sig::traffic

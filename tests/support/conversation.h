#pragma once

// A TCP conversation as turns of bytes, and ways to cut it into packets.
#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/packet_builder.h"

namespace sig::test {

struct Turn {
  bool from_client = true;
  std::string bytes;
};

struct Numbers {
  std::uint32_t client = 1000;  // sequence numbers of the SYNs
  std::uint32_t server = 5000;
};

inline constexpr int fin = 1, syn = 2, rst = 4, push = 8, ack = 16;

inline std::vector<std::string> handshake(const Numbers& numbers = {}) {
  return {tcp_frame({.sequence = numbers.client, .flags = syn}, ""),
          tcp_frame({.source_port = 80,
                     .destination_port = 40000,
                     .sequence = numbers.server,
                     .acknowledgement = numbers.client + 1,
                     .flags = syn | ack},
                    "",
                    true),
          tcp_frame(
              {.sequence = numbers.client + 1, .acknowledgement = numbers.server + 1, .flags = ack},
              "")};
}

/// A segment that begins `at` bytes into its direction, when `seen` bytes of the other were seen.
inline std::string segment(bool from_client,
                           size_t at,
                           size_t seen,
                           std::string_view bytes,
                           const Numbers& numbers = {},
                           int flags = push | ack) {
  const auto mine = from_client ? numbers.client : numbers.server;
  const auto peers = from_client ? numbers.server : numbers.client;
  return tcp_frame({.source_port = from_client ? 40000 : 80,
                    .destination_port = from_client ? 80 : 40000,
                    .sequence = mine + 1 + static_cast<std::uint32_t>(at),
                    .acknowledgement = peers + 1 + static_cast<std::uint32_t>(seen),
                    .flags = flags},
                   bytes,
                   !from_client);
}

inline std::vector<std::string> closing(size_t client_bytes,
                                        size_t server_bytes,
                                        const Numbers& numbers = {}) {
  return {segment(true, client_bytes, server_bytes, "", numbers, fin | ack),
          segment(false, server_bytes, client_bytes + 1, "", numbers, fin | ack),
          segment(true, client_bytes + 1, server_bytes + 1, "", numbers, ack)};
}

/// The whole conversation, each turn in segments of `size` bytes, in order.
inline std::vector<std::string> in_order(const std::vector<Turn>& turns,
                                         size_t size,
                                         const Numbers& numbers = {}) {
  std::vector<std::string> packets = handshake(numbers);
  size_t sent[2] = {0, 0};
  for (const Turn& turn : turns) {
    const int mine = turn.from_client ? 0 : 1;
    for (size_t at = 0; at < turn.bytes.size(); at += size) {
      const std::string bytes = turn.bytes.substr(at, size);
      packets.push_back(segment(turn.from_client, sent[mine], sent[1 - mine], bytes, numbers));
      sent[mine] += bytes.size();
    }
  }
  for (std::string& packet : closing(sent[0], sent[1], numbers))
    packets.push_back(packet);
  return packets;
}

/// The same bytes cut anew at random: sizes, overlaps, copies and the order of packets, over turns
/// and directions. The handshake stays in front, the FINs behind.
inline std::vector<std::string> shuffled(const std::vector<Turn>& turns,
                                         std::mt19937& random,
                                         const Numbers& numbers = {}) {
  std::vector<std::string> packets;
  size_t sent[2] = {0, 0};
  for (const Turn& turn : turns) {
    const int mine = turn.from_client ? 0 : 1;
    for (size_t at = 0; at < turn.bytes.size();) {
      const size_t size = std::min<size_t>(1 + random() % 40, turn.bytes.size() - at);
      const size_t back = std::min<size_t>(at, random() % 4 == 0 ? random() % 20 : 0);
      packets.push_back(segment(turn.from_client,
                                sent[mine] + at - back,
                                sent[1 - mine],
                                turn.bytes.substr(at - back, size + back),
                                numbers));
      if (random() % 8 == 0) packets.push_back(packets.back());
      at += size;
    }
    sent[mine] += turn.bytes.size();
  }
  if (random() % 4 == 0) {
    std::reverse(packets.begin(), packets.end());
  } else {
    std::shuffle(packets.begin(), packets.end(), random);
  }
  std::vector<std::string> all = handshake(numbers);
  all.insert(all.end(), packets.begin(), packets.end());
  for (std::string& packet : closing(sent[0], sent[1], numbers))
    all.push_back(packet);
  return all;
}

}  // namespace sig::test

#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/ip.h"

namespace sig::daemon {

/// What the daemon answers where it has no answer of its own: a declared choice.
enum class Fallback { Pass, Block };

/// Caps on what a client of the HTTP port may send or hold.
struct HttpLimits {
  size_t head_bytes = 64U << 10U;
  size_t headers = 200;
  size_t body_bytes = 1U << 20U;
  size_t output_bytes = 256U << 10U;  ///< answers that wait for a slow reader
  size_t connections = 4096;
  std::chrono::milliseconds idle{60000};     ///< between two requests
  std::chrono::milliseconds request{10000};  ///< from the first byte of a request to its last
  std::chrono::milliseconds answer{10000};   ///< for the client to take an answer
};

struct DaemonOptions {
  std::string folder;  ///< generations/, current, bypass
  std::string listen_address = "127.0.0.1";
  std::uint16_t listen_port = 0;  ///< 0: one that is free
  std::string socket;             ///< control socket; empty: none
  std::string events;             ///< file, "-" for standard output, empty: none
  std::string cache_folder;       ///< compiled databases; empty: none
  unsigned threads = 1;
  Fallback on_no_rules = Fallback::Pass;
  Fallback on_undecided = Fallback::Pass;
  std::vector<Cidr> trusted_peers;  ///< whose word about the client's address counts
  size_t max_blocks = 1U << 20U;
  std::uint64_t max_bundle_bytes = 256U << 20U;
  HttpLimits http;
};

}  // namespace sig::daemon

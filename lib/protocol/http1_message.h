#pragma once

#include <htp/htp.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/http1_config.h"

namespace sig::protocol {

/// The events of one message, each once. Names are static.
struct Http1Events {
  std::vector<std::string_view> names;
  void add(std::string_view name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
};

/// What is kept of a request or a response besides what libhtp keeps.
struct Http1Message {
  std::string head;             ///< header bytes as sent, trailer behind them
  std::string body;             ///< decoded, up to the limit
  std::uint64_t body_size = 0;  ///< decoded, all of it
  bool has_gap = false;
  bool is_shown = false;
  Http1Events events;
};

/// The state beside one htp_tx_t; reused, so that a warm parser does not allocate.
struct Http1Transaction {
  std::uint32_t number = 0;
  bool has_uri = false;
  std::string uri;  ///< normalised
  Http1Message request;
  Http1Message response;

  Http1Message& message(bool to_server) { return to_server ? request : response; }
  const Http1Message& message(bool to_server) const { return to_server ? request : response; }
  size_t held_bytes() const;
};

/// Texts that a unit's values point into, made anew for each unit.
struct Http1Scratch {
  std::vector<AppValue> values;
  std::vector<AppFile> files;
  std::string text;  ///< header, header.raw, header_names, start; then the lines
  std::vector<std::pair<IpsBuffer, std::pair<size_t, size_t>>> made;
};

/// What the parsers of one thread share: libhtp's settings, and memory to use again.
class Http1Workshop {
 public:
  explicit Http1Workshop(const AppLimits& limits);

  htp_cfg_t* config() const { return config_.get(); }
  bool fits(const AppLimits& limits) const;
  std::unique_ptr<Http1Transaction> take();
  void give_back(std::unique_ptr<Http1Transaction> transaction);
  Http1Scratch& scratch() { return scratch_; }

 private:
  HttpConfig config_;
  std::uint32_t layers_;
  std::uint32_t transactions_;
  std::vector<std::unique_ptr<Http1Transaction>> spare_;
  Http1Scratch scratch_;
};

/// The workshop of this thread for these limits.
std::shared_ptr<Http1Workshop> http1_workshop(const AppLimits& limits);

}  // namespace sig::protocol

#pragma once

#include <htp/htp.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/app_unit.h"

namespace sig::protocol {

/// What libhtp tells the parser that owns a connection. Called inside htp_connp_*_data.
class Http1Listener {
 public:
  virtual ~Http1Listener() = default;
  virtual void request_started(htp_tx_t* tx) = 0;
  virtual void uri_parsed(htp_tx_t* tx) = 0;
  virtual void head_bytes(htp_tx_t* tx, bool to_server, std::string_view bytes) = 0;
  /// `bytes` without an address: that many are lost.
  virtual void body_bytes(htp_tx_t* tx, bool to_server, std::string_view bytes) = 0;
  virtual void request_completed(htp_tx_t* tx) = 0;
  virtual void response_started(htp_tx_t* tx) = 0;
  virtual void response_completed(htp_tx_t* tx) = 0;
};

struct FreeHttpConfig {
  void operator()(htp_cfg_t* config) const { htp_config_destroy(config); }
};
using HttpConfig = std::unique_ptr<htp_cfg_t, FreeHttpConfig>;

/// libhtp as Suricata 7's defaults set it up; connections made with it must have an Http1Listener
/// as their user data. Nothing when memory is out.
HttpConfig make_http_config(const AppLimits& limits);

inline std::string_view view_of(const bstr* text) {
  return {reinterpret_cast<const char*>(bstr_ptr(text)), bstr_len(text)};
}

}  // namespace sig::protocol

#pragma once

#include <cstdint>
#include <string_view>

namespace sig::protocol {

enum class SipRead : std::uint8_t { Whole, Incomplete, Invalid };

/// A request or response of SIP (RFC 3261, 7), by the grammar of Suricata 7, which is narrower and
/// takes no Content-Length: what stands behind the headers is the body. Views into the datagram.
struct SipMessage {
  std::string_view method, uri;     ///< of a request
  std::string_view status, reason;  ///< of a response
  std::string_view protocol;        ///< "SIP/2.0"
  std::string_view line;            ///< the first, without its end
  std::string_view whole_line;      ///< with it
  std::string_view headers;         ///< without the empty line behind them
  std::string_view body;
};

SipRead read_sip_request(std::string_view bytes, SipMessage& message);
SipRead read_sip_response(std::string_view bytes, SipMessage& message);

}  // namespace sig::protocol

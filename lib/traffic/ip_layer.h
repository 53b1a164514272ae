#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/ip.h"
#include "traffic/reasons.h"

namespace sig::traffic {

/// An IPv4 or IPv6 header with its options or extension headers taken off.
struct IpLayer {
  IpAddress source;
  IpAddress destination;
  std::string_view payload;   ///< what the capture holds of it
  std::uint32_t size = 0;     ///< of the whole packet, as it says itself
  std::uint32_t missing = 0;  ///< bytes of the payload that the capture cut off
  std::uint8_t protocol = 0;  ///< of the payload
  bool is_v6 = false;
  bool is_fragment = false;
  bool has_more_fragments = false;
  bool checksum_left_out = false;  ///< the IPv4 checksum is 0: left to the network card
  bool checksum_wrong = false;     ///< the IPv4 checksum was verified and is neither
  std::uint32_t fragment_id = 0;
  std::uint32_t fragment_offset = 0;
};

/// Reads the header (RFC 791, RFC 8200); `rejected` says why there is none. A wrong checksum is
/// only said.
std::optional<IpLayer> open_ip(std::string_view bytes, bool verify_checksum, Reason& rejected);

/// The two addresses alone, for choosing a table before anything is decoded.
struct AddressPair {
  IpAddress source;
  IpAddress destination;
};
std::optional<AddressPair> peek_addresses(std::string_view ip_bytes);

/// One of the 64 virtual tables; the same for both directions.
std::uint32_t table_of(const AddressPair& addresses);

}  // namespace sig::traffic

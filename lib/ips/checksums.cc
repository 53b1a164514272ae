#include "ips/checksums.h"

#include "traffic/checksum.h"

namespace sig::ips {

bool is_good_checksum(std::string_view bytes) {
  return traffic::ones_sum(bytes) == 0xffff;
}

bool is_good_transport_checksum(const IpAddress& source,
                                const IpAddress& destination,
                                std::uint8_t protocol,
                                std::string_view segment) {
  const size_t from = source.is_v4() ? 12 : 0;
  const auto view = [from](const IpAddress& address) {
    return std::string_view(reinterpret_cast<const char*>(address.bytes.data()) + from,
                            address.bytes.size() - from);
  };
  std::uint32_t sum = traffic::ones_sum(view(source), protocol);
  sum = traffic::ones_sum(view(destination), sum);
  sum += static_cast<std::uint32_t>(segment.size() & 0xffffU);
  return traffic::ones_sum(segment, sum) == 0xffff;
}

}  // namespace sig::ips

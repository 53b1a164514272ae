#include "traffic/decoded_packet.h"

#include <array>
#include <string>

namespace sig::traffic {
namespace {

std::array<std::string, 256> make_names() {
  std::array<std::string, 256> names;
  for (size_t i = 0; i < names.size(); ++i)
    names[i] = std::to_string(i);
  names[1] = "icmp";
  names[2] = "igmp";
  names[4] = "ipip";
  names[6] = "tcp";
  names[17] = "udp";
  names[33] = "dccp";
  names[41] = "ipv6";
  names[46] = "rsvp";
  names[47] = "gre";
  names[50] = "esp";
  names[51] = "ah";
  names[58] = "icmpv6";
  names[88] = "eigrp";
  names[89] = "ospf";
  names[103] = "pim";
  names[112] = "vrrp";
  names[132] = "sctp";
  names[136] = "udplite";
  return names;
}

std::array<std::string, 256> make_letters() {
  constexpr std::string_view order = "FSRPAUEC";
  std::array<std::string, 256> letters;
  for (size_t flags = 0; flags < letters.size(); ++flags) {
    for (size_t bit = 0; bit < order.size(); ++bit) {
      if ((flags >> bit & 1U) != 0) letters[flags] += order[bit];
    }
  }
  return letters;
}

}  // namespace

std::string_view protocol_name(std::uint8_t number) {
  static const std::array<std::string, 256> names = make_names();
  return names[number];
}

std::string_view tcp_flag_letters(std::uint8_t flags) {
  static const std::array<std::string, 256> letters = make_letters();
  return letters[flags];
}

}  // namespace sig::traffic

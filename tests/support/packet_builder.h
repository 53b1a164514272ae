#pragma once

// Makes packets and capture files by hand for tests; checksums are right unless a test breaks them.
#include <cstdint>
#include <string>
#include <string_view>

#include "base/ip.h"

namespace sig::test {

inline std::string big(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i)
    text += i < 8 ? static_cast<char>(value >> (8 * i)) : '\0';
  return text;
}

inline std::string little(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i)
    text += i < 8 ? static_cast<char>(value >> (8 * i)) : '\0';
  return text;
}

inline std::uint16_t internet_checksum(std::string_view bytes) {
  std::uint32_t sum = 0;
  for (size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = static_cast<std::uint8_t>(bytes[i]);
    sum += i % 2 == 0 ? std::uint32_t{byte} << 8U : byte;
  }
  while (sum >> 16U != 0)
    sum = (sum & 0xffffU) + (sum >> 16U);
  return static_cast<std::uint16_t>(~sum);
}

inline std::string address_bytes(std::string_view text) {
  const IpAddress ip = parse_ip(text).value();
  const std::string all(reinterpret_cast<const char*>(ip.bytes.data()), 16);
  return ip.is_v4() ? all.substr(12) : all;
}

struct Ipv4 {
  std::string source = "192.0.2.1";
  std::string destination = "192.0.2.2";
  int protocol = 6;
  int id = 1;
  int fragment_offset = 0;  // bytes
  bool more_fragments = false;
  std::string options;
  int total_length = -1;  // what it says itself
  bool wrong_checksum = false;
};

inline std::string ipv4(const Ipv4& fields, std::string_view payload) {
  const size_t header = 20 + fields.options.size();
  const size_t total =
      fields.total_length >= 0 ? static_cast<size_t>(fields.total_length) : header + payload.size();
  std::string bytes = big(0x40 | header / 4, 1) + big(0, 1) + big(total, 2) +
                      big(static_cast<std::uint64_t>(fields.id), 2) +
                      big((fields.more_fragments ? 0x2000U : 0U) |
                              static_cast<unsigned>(fields.fragment_offset) / 8,
                          2) +
                      big(64, 1) + big(static_cast<std::uint64_t>(fields.protocol), 1) + big(0, 2) +
                      address_bytes(fields.source) + address_bytes(fields.destination) +
                      fields.options;
  const std::uint16_t checksum = internet_checksum(bytes);
  bytes.replace(10, 2, big(fields.wrong_checksum ? checksum ^ 0x5555U : checksum, 2));
  return bytes + std::string(payload);
}

inline std::string ipv6(std::string_view source,
                        std::string_view destination,
                        int next,
                        std::string_view payload) {
  return big(0x60000000, 4) + big(payload.size(), 2) + big(static_cast<std::uint64_t>(next), 1) +
         big(64, 1) + address_bytes(source) + address_bytes(destination) + std::string(payload);
}

inline std::string pseudo_header(std::string_view source,
                                 std::string_view destination,
                                 int protocol,
                                 size_t length) {
  return address_bytes(source) + address_bytes(destination) + big(length, 4) +
         big(static_cast<std::uint64_t>(protocol), 4);
}

struct Tcp {
  int source_port = 40000;
  int destination_port = 80;
  std::uint32_t sequence = 1000;
  std::uint32_t acknowledgement = 0;
  int flags = 0x18;  // PSH ACK
  bool wrong_checksum = false;
  bool pseudo_checksum = false;  // as a card with checksum offload is given it
  std::string options = {};      // padded to four bytes by who gives them
};

inline std::string tcp(const Tcp& fields,
                       std::string_view payload,
                       std::string_view source = "192.0.2.1",
                       std::string_view destination = "192.0.2.2") {
  std::string bytes = big(static_cast<std::uint64_t>(fields.source_port), 2) +
                      big(static_cast<std::uint64_t>(fields.destination_port), 2) +
                      big(fields.sequence, 4) + big(fields.acknowledgement, 4) +
                      big(0x50 + fields.options.size() / 4 * 16, 1) +
                      big(static_cast<std::uint64_t>(fields.flags), 1) + big(65535, 2) + big(0, 4) +
                      fields.options + std::string(payload);
  const std::string pseudo = pseudo_header(source, destination, 6, bytes.size());
  std::uint16_t checksum = internet_checksum(pseudo + bytes);
  if (fields.wrong_checksum) checksum ^= 0x5555U;
  if (fields.pseudo_checksum) checksum = static_cast<std::uint16_t>(~internet_checksum(pseudo));
  bytes.replace(16, 2, big(checksum, 2));
  return bytes;
}

inline std::string udp(int source_port,
                       int destination_port,
                       std::string_view payload,
                       std::string_view source = "192.0.2.1",
                       std::string_view destination = "192.0.2.2") {
  std::string bytes = big(static_cast<std::uint64_t>(source_port), 2) +
                      big(static_cast<std::uint64_t>(destination_port), 2) +
                      big(8 + payload.size(), 2) + big(0, 2) + std::string(payload);
  std::uint16_t checksum =
      internet_checksum(pseudo_header(source, destination, 17, bytes.size()) + bytes);
  if (checksum == 0) checksum = 0xffff;
  bytes.replace(6, 2, big(checksum, 2));
  return bytes;
}

inline std::string ethernet(std::string_view payload, unsigned ethertype = 0x0800) {
  return std::string(12, '\x02') + big(ethertype, 2) + std::string(payload);
}

/// An Ethernet frame with a TCP segment from 192.0.2.1 to 192.0.2.2, or back.
inline std::string tcp_frame(const Tcp& fields, std::string_view payload, bool back = false) {
  const std::string client = "192.0.2.1";
  const std::string server = "192.0.2.2";
  const std::string& source = back ? server : client;
  const std::string& destination = back ? client : server;
  return ethernet(ipv4({.source = source, .destination = destination},
                       tcp(fields, payload, source, destination)));
}

inline std::string udp_frame(int source_port, int destination_port, std::string_view payload) {
  return ethernet(ipv4({.protocol = 17}, udp(source_port, destination_port, payload)));
}

inline std::string pcap_header(std::uint32_t link_type = 1, std::uint32_t magic = 0xa1b2c3d4) {
  return little(magic, 4) + little(2, 2) + little(4, 2) + little(0, 8) + little(262144, 4) +
         little(link_type, 4);
}

/// A record of a little-endian pcap file, `seconds` after 2026.
inline std::string pcap_record(std::string_view packet,
                               std::uint32_t seconds = 0,
                               size_t original_length = 0) {
  return little(1767225600U + seconds, 4) + little(0, 4) + little(packet.size(), 4) +
         little(original_length == 0 ? packet.size() : original_length, 4) + std::string(packet);
}

/// A whole file of these packets, one a second.
template <class Packets>
std::string pcap_file(const Packets& packets, std::uint32_t link_type = 1) {
  std::string file = pcap_header(link_type);
  std::uint32_t second = 0;
  for (const std::string& packet : packets)
    file += pcap_record(packet, second++);
  return file;
}

}  // namespace sig::test

// The pcapng format: draft-ietf-opsawg-pcapng.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "traffic/byte_order.h"
#include "traffic/capture_reader.h"

namespace sig::traffic {
namespace {

constexpr std::uint32_t section_block = 0x0a0d0d0a;
constexpr std::uint32_t interface_block = 1;
constexpr std::uint32_t old_packet_block = 2;
constexpr std::uint32_t simple_packet_block = 3;
constexpr std::uint32_t enhanced_packet_block = 6;
constexpr std::uint32_t byte_order_magic = 0x1a2b3c4d;
constexpr size_t block_overhead = 12;  // type, length, length again
constexpr size_t largest_shown = size_t{1} << 20U;
constexpr size_t most_interfaces = 65536;
constexpr std::uint16_t option_resolution = 9;
constexpr std::uint16_t option_offset = 14;

__extension__ using Wide = unsigned __int128;

struct Interface {
  std::uint32_t link_type = 0;
  std::uint32_t snap_length = 0;
  std::uint8_t resolution = 6;  // if_tsresol: a power of 10, or of 2 with the high bit
  std::int64_t offset_seconds = 0;
};

std::optional<Time> time_of(std::uint64_t ticks, const Interface& interface) {
  constexpr Wide second = 1'000'000'000;
  const unsigned power = interface.resolution & 0x7fU;
  Wide ns = 0;
  if ((interface.resolution & 0x80U) != 0) {
    if (power > 64) return std::nullopt;
    ns = (Wide{ticks} * second) >> power;
  } else {
    if (power > 19) return std::nullopt;
    Wide divisor = 1;
    for (unsigned i = 0; i < power; ++i)
      divisor *= 10;
    ns = Wide{ticks} * second / divisor;
  }
  constexpr std::int64_t latest_seconds = 9'000'000'000;  // what fits into 63 bits of nanoseconds
  if (ns > Wide{latest_seconds} * second) return std::nullopt;
  if (interface.offset_seconds > latest_seconds || interface.offset_seconds < -latest_seconds) {
    return std::nullopt;
  }
  const std::int64_t seconds = static_cast<std::int64_t>(ns / second) + interface.offset_seconds;
  if (seconds > latest_seconds || seconds < -latest_seconds) return std::nullopt;
  return Time{seconds * 1'000'000'000 + static_cast<std::int64_t>(ns % second)};
}

class PcapngFile final : public CaptureReader {
 public:
  explicit PcapngFile(ChunkInput input) : CaptureReader(std::move(input)) {}

  Outcome next(CapturedPacket& packet) override {
    for (;;) {
      const std::string_view header = input_.peek(block_overhead);
      if (header.empty() && input_.failure().empty()) return Outcome::End;
      if (header.size() < block_overhead) return cut();
      // A section's type is a palindrome: it can be read before its byte order is known.
      if (little32(header, 0) == section_block && !start_section(header)) {
        return damaged("damaged record: no byte-order magic in a section header block");
      }
      const std::uint32_t type = order_.u32(header, 0);
      const std::uint32_t length = order_.u32(header, 4);
      if (length < block_overhead || length % 4 != 0) {
        return damaged(fmt::format("damaged record: a block of {} bytes", length));
      }
      const bool is_packet =
          type == enhanced_packet_block || type == simple_packet_block || type == old_packet_block;
      if (!is_packet && type != interface_block) {
        if (!input_.skip(length)) return cut();
        continue;
      }
      if (length > largest_shown) {
        return damaged(fmt::format("damaged record: a block of {} bytes", length));
      }
      const std::string_view block = input_.peek(length);
      if (block.size() < length) return cut();
      if (order_.u32(block, length - 4) != length) {
        return damaged("damaged record: the two lengths of a block differ");
      }
      input_.take(length);
      const std::string_view body = block.substr(8, length - block_overhead);
      if (!is_packet) {
        if (!add_interface(body)) return damaged("damaged record: interface description block");
        continue;
      }
      if (read_packet(type, body, packet)) return Outcome::Packet;
      return damaged("damaged record: packet block");
    }
  }

 private:
  bool start_section(std::string_view header) {
    const bool is_big = big32(header, 8) == byte_order_magic;
    if (!is_big && little32(header, 8) != byte_order_magic) return false;
    order_.is_big = is_big;
    interfaces_.clear();
    return true;
  }

  bool add_interface(std::string_view body) {
    if (body.size() < 8 || interfaces_.size() >= most_interfaces) return false;
    Interface interface;
    interface.link_type = order_.u16(body, 0);
    interface.snap_length = order_.u32(body, 4);
    for (size_t at = 8; at + 4 <= body.size();) {
      const std::uint16_t code = order_.u16(body, at);
      const size_t length = order_.u16(body, at + 2);
      if (code == 0) break;
      at += 4;
      if (length > body.size() - at) return false;
      if (code == option_resolution && length == 1) interface.resolution = byte_at(body, at);
      if (code == option_offset && length == 8) {
        const std::uint64_t first = order_.u32(body, at);
        const std::uint64_t second = order_.u32(body, at + 4);
        interface.offset_seconds = static_cast<std::int64_t>(order_.is_big ? first << 32U | second
                                                                           : second << 32U | first);
      }
      at += (length + 3) / 4 * 4;
    }
    interfaces_.push_back(interface);
    return true;
  }

  bool read_packet(std::uint32_t type, std::string_view body, CapturedPacket& packet) {
    const size_t fixed = type == simple_packet_block ? 4 : 20;
    if (body.size() < fixed) return false;
    const std::uint32_t number = type == enhanced_packet_block ? order_.u32(body, 0)
                                 : type == old_packet_block    ? order_.u16(body, 0)
                                                               : 0;
    if (number >= interfaces_.size()) return false;
    const Interface& interface = interfaces_[number];
    packet.link_type = interface.link_type;
    std::uint32_t captured = 0;
    if (type == simple_packet_block) {
      packet.original_length = order_.u32(body, 0);
      captured = packet.original_length;
      if (interface.snap_length != 0) captured = std::min(captured, interface.snap_length);
      captured = static_cast<std::uint32_t>(std::min<size_t>(captured, body.size() - fixed));
      packet.time.reset();
    } else {
      const std::uint64_t ticks = std::uint64_t{order_.u32(body, 4)} << 32U | order_.u32(body, 8);
      packet.time = time_of(ticks, interface);
      captured = order_.u32(body, 12);
      packet.original_length = order_.u32(body, 16);
    }
    if (captured > body.size() - fixed) return false;
    packet.bytes = body.substr(fixed, captured);
    return true;
  }

  ByteOrder order_;
  std::vector<Interface> interfaces_;
};

}  // namespace

std::unique_ptr<CaptureReader> read_pcapng(ChunkInput input) {
  return std::make_unique<PcapngFile>(std::move(input));
}

}  // namespace sig::traffic

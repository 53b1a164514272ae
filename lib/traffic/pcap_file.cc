// The pcap format: pcap-savefile(5), draft-ietf-opsawg-pcap.
#include <fmt/format.h>

#include <utility>

#include "traffic/byte_order.h"
#include "traffic/capture_reader.h"

namespace sig::traffic {
namespace {

constexpr size_t file_header_size = 24;
constexpr size_t record_header_size = 16;
constexpr size_t modified_header_size = 24;  // 8 more bytes: interface, protocol, packet type
constexpr std::uint32_t nanosecond_magic = 0xa1b23c4d;
constexpr std::uint32_t modified_magic = 0xa1b2cd34;

class PcapFile final : public CaptureReader {
 public:
  explicit PcapFile(ChunkInput input) : CaptureReader(std::move(input)) {}

  Outcome next(CapturedPacket& packet) override {
    if (!has_header_ && !read_header()) return cut();
    const std::string_view header = input_.peek(record_header_);
    if (header.empty() && input_.failure().empty()) return Outcome::End;
    if (header.size() < record_header_) return cut();
    const std::uint32_t seconds = order_.u32(header, 0);
    const std::uint32_t fraction = order_.u32(header, 4);
    std::uint32_t captured = order_.u32(header, 8);
    packet.original_length = order_.u32(header, 12);
    if (lengths_ == Lengths::Swapped ||
        (lengths_ == Lengths::Unsure && captured > packet.original_length)) {
      std::swap(captured, packet.original_length);
    }
    if (captured > largest_packet) {
      return damaged(fmt::format(
          "damaged record: says it holds {} bytes, more than {}", captured, largest_packet));
    }
    packet.time = Time{std::int64_t{seconds} * 1'000'000'000 +
                       std::int64_t{fraction} * (is_nanosecond_ ? 1 : 1000)};
    packet.link_type = link_type_;
    const std::string_view whole = input_.peek(record_header_ + captured);
    if (whole.size() < record_header_ + captured) return cut();
    packet.bytes = whole.substr(record_header_);
    input_.take(whole.size());
    return Outcome::Packet;
  }

 private:
  bool read_header() {
    const std::string_view header = input_.peek(file_header_size);
    if (header.size() < file_header_size) return false;
    order_.is_big = byte_at(header, 0) == 0xa1;
    const std::uint32_t magic = order_.u32(header, 0);
    is_nanosecond_ = magic == nanosecond_magic;
    record_header_ = magic == modified_magic ? modified_header_size : record_header_size;
    link_type_ = order_.u32(header, 20) & 0x03ffffffU;  // above it: length of a frame check
    const std::uint16_t major = order_.u16(header, 4);
    const std::uint16_t minor = order_.u16(header, 6);
    if (major == 543 || (major == 2 && minor < 3)) lengths_ = Lengths::Swapped;
    if (major == 2 && minor == 3) lengths_ = Lengths::Unsure;
    input_.take(file_header_size);
    has_header_ = true;
    return true;
  }

  // Writers before version 2.4 put the two lengths of a record the other way round (as libpcap's
  // sf-pcap.c tells).
  enum class Lengths { Usual, Swapped, Unsure };

  ByteOrder order_;
  Lengths lengths_ = Lengths::Usual;
  size_t record_header_ = record_header_size;
  std::uint32_t link_type_ = 0;
  bool is_nanosecond_ = false;
  bool has_header_ = false;
};

}  // namespace

std::unique_ptr<CaptureReader> read_pcap(ChunkInput input) {
  return std::make_unique<PcapFile>(std::move(input));
}

}  // namespace sig::traffic

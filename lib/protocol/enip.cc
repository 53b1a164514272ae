// EtherNet/IP (ODVA, "EtherNet/IP Adaptation of CIP", chapter 2): one unit for each message of its
// encapsulation, with the services of CIP that it carries. Numbers have the lowest byte first.
#include <array>

#include "protocol/app_session.h"
#include "protocol/cip.h"
#include "protocol/endian_cursor.h"
#include "protocol/piece_buffer.h"
#include "protocol/probes.h"
#include "protocol/unit_parts.h"

namespace sig::protocol {
namespace {

constexpr size_t header_size = 24;
constexpr std::uint16_t nop = 0, list_services = 0x04, list_identity = 0x63, list_interfaces = 0x64;
constexpr std::uint16_t register_session = 0x65, unregister_session = 0x66;
constexpr std::uint16_t send_request = 0x6f, send_unit = 0x70, indicate_status = 0x72,
                        cancel = 0x73;

struct Header {
  std::uint16_t command = 0;
  std::uint16_t length = 0;  ///< of what follows the header
  std::uint32_t status = 0;
  std::uint32_t options = 0;
};

Header read_header(std::string_view bytes) {
  EndianCursor cursor(bytes);
  Header header;
  header.command = cursor.n16();
  header.length = cursor.n16();
  cursor.n32();  // session
  header.status = cursor.n32();
  cursor.take(8);  // context of the sender
  header.options = cursor.n32();
  return header;
}

bool is_status(std::uint32_t status) {
  return status <= 3 || status == 0x64 || status == 0x65 || status == 0x69 || status == 0x6a;
}

/// Over TCP messages follow each other in the stream; over UDP they fill a datagram.
class EnipParser final : public AppParser {
 public:
  explicit EnipParser(bool is_tcp) : is_tcp_(is_tcp) {}

  bool data(bool to_server, std::string_view bytes, AppSink& sink) override {
    if (!is_tcp_) {
      const size_t used = messages(to_server, bytes, sink);
      if (used < bytes.size()) message(to_server, bytes.substr(used), sink);
      return true;
    }
    PieceBuffer& pieces = pieces_[to_server ? 0 : 1];
    const std::string_view joined = pieces.join(bytes);
    pieces.keep(joined, messages(to_server, joined, sink));
    return true;
  }
  bool gap(bool to_server, std::uint64_t, AppSink& sink) override {
    end(to_server, sink);
    return true;
  }
  void end(bool to_server, AppSink& sink) override {
    PieceBuffer& pieces = pieces_[to_server ? 0 : 1];
    message(to_server, pieces.held, sink);
    pieces.clear();
  }
  size_t held_bytes() const override { return pieces_[0].held.size() + pieces_[1].held.size(); }

 private:
  /// Shows the messages that are whole; gives their length.
  size_t messages(bool to_server, std::string_view bytes, AppSink& sink) {
    size_t used = 0;
    while (bytes.size() - used >= header_size) {
      const std::string_view rest = bytes.substr(used);
      const size_t size = header_size + read_header(rest).length;
      if (rest.size() < size) break;
      message(to_server, rest.substr(0, size), sink);
      used += size;
    }
    return used;
  }
  void message(bool to_server, std::string_view bytes, AppSink& sink) {
    if (bytes.size() < header_size) return;
    parts_.clear();
    const Header header = read_header(bytes);
    parts_.numbers.push_back({IpsNumberField::EnipCommand, header.command});
    if (header.command == send_request || header.command == send_unit) {
      read_cip_services(bytes.substr(header_size), parts_.cip_services);
    }
    parts_.show(AppProtocol::Enip, to_server, transactions_++, sink);
  }

  bool is_tcp_;
  std::array<PieceBuffer, 2> pieces_;  // less than one message: under 64 KiB and a header
  UnitParts parts_;
  std::uint32_t transactions_ = 0;
};

}  // namespace

Probe probe_enip(std::string_view bytes) {
  if (bytes.size() < header_size) return Probe::NeedsMore;
  const Header header = read_header(bytes);
  if (!is_status(header.status)) return Probe::No;
  bool is_sound = false;
  switch (header.command) {
    case nop:
      is_sound = header.options == 0;
      break;
    case register_session:
      is_sound = header.length == 4;
      break;
    case unregister_session:
      is_sound = header.length == 4 || header.length == 0;
      break;
    case list_interfaces:
      // Suricata 7 takes the command for the count of interfaces.
      if (bytes.size() < header_size + 2) return Probe::NeedsMore;
      is_sound = header.length >= header_size + size_t{2} * list_interfaces;
      break;
    case list_services:
    case list_identity:
    case send_request:
    case send_unit:
    case indicate_status:
    case cancel:
      is_sound = true;
      break;
    default:
      break;
  }
  return is_sound ? Probe::Yes : Probe::No;
}

std::unique_ptr<AppParser> make_enip_parser(const AppContext&, bool is_tcp) {
  return std::make_unique<EnipParser>(is_tcp);
}

}  // namespace sig::protocol

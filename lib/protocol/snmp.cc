// SNMP over UDP (RFC 1157, 3416, 3412): the community, or the user of version 3.
#include "protocol/app_session.h"
#include "protocol/cursor.h"
#include "protocol/unit_parts.h"

namespace sig::protocol {
namespace {

constexpr std::uint8_t integer = 0x02, octets = 0x04, sequence = 0x30;

/// The contents of the next element of BER, which must be of this type.
std::string_view element(Cursor& cursor, std::uint8_t type) {
  if (cursor.u8() != type) cursor.ok = false;
  size_t length = cursor.u8();
  if ((length & 0x80U) != 0) {
    const size_t bytes = length & 0x7fU;
    if (bytes == 0 || bytes > 4) cursor.ok = false;
    length = 0;
    for (size_t i = 0; i < bytes && cursor.ok; ++i)
      length = (length << 8U) | cursor.u8();
  }
  return cursor.ok ? cursor.take(length) : std::string_view{};
}

class SnmpParser final : public AppParser {
 public:
  bool data(bool to_server, std::string_view bytes, AppSink& sink) override {
    parts_.clear();
    if (!message(bytes)) {
      parts_.clear();
      parts_.events.push_back("malformed_data");
    }
    parts_.show(AppProtocol::Snmp, to_server, transactions_++, sink);
    return true;
  }
  bool gap(bool, std::uint64_t, AppSink&) override { return true; }
  void end(bool, AppSink&) override {}
  size_t held_bytes() const override { return 0; }

 private:
  bool message(std::string_view bytes) {
    Cursor outer{bytes};
    Cursor fields{element(outer, sequence)};
    const std::string_view version = element(fields, integer);
    if (!outer.ok || !fields.ok || version.size() != 1) return false;
    // Rules count from one: 1, 2 (for 2c), 3.
    const auto number = static_cast<std::uint8_t>(version[0]);
    parts_.numbers.push_back({IpsNumberField::SnmpVersion, number == 3 ? 3U : number + 1U});
    if (number != 3) {
      const std::string_view community = element(fields, octets);
      if (fields.ok) parts_.add(IpsBuffer::SnmpCommunity, community);
      return fields.ok;
    }
    element(fields, sequence);  // the header
    Cursor security{element(fields, octets)};
    Cursor user{element(security, sequence)};
    element(user, octets);   // engine
    element(user, integer);  // its boots
    element(user, integer);  // its time
    const std::string_view name = element(user, octets);
    if (fields.ok && security.ok && user.ok) parts_.add(IpsBuffer::SnmpUsm, name);
    return fields.ok;
  }

  UnitParts parts_;
  std::uint32_t transactions_ = 0;
};

}  // namespace

std::unique_ptr<AppParser> make_snmp_parser(const AppContext&) {
  return std::make_unique<SnmpParser>();
}

}  // namespace sig::protocol

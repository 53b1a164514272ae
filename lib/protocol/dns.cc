// DNS over UDP and TCP (RFC 1035): one unit per message.
#include <array>
#include <deque>
#include <string>

#include "protocol/app_session.h"
#include "protocol/cursor.h"
#include "protocol/unit_parts.h"

namespace sig::protocol {
namespace {

constexpr size_t header_size = 12;
constexpr size_t longest_name = 255;
constexpr int most_pointers = 32;
constexpr unsigned most_records = 64;
constexpr size_t most_held = 65537;

/// Reads a name at `at`; false when it is none. `at` moves behind it.
bool read_name(std::string_view message, size_t& at, std::string& name) {
  name.clear();
  size_t position = at;
  bool jumped = false;
  for (int pointers = 0;;) {
    if (position >= message.size()) return false;
    const auto length = static_cast<std::uint8_t>(message[position]);
    if (length >= 0xc0) {
      if (position + 1 >= message.size() || ++pointers > most_pointers) return false;
      const auto low = static_cast<std::uint8_t>(message[position + 1]);
      if (!jumped) at = position + 2;
      jumped = true;
      position = (static_cast<size_t>(length & 0x3fU) << 8U) | low;
      continue;
    }
    if (length >= 0x40) return false;
    ++position;
    if (length == 0) break;
    if (position + length > message.size() || name.size() + length + 1 > longest_name) return false;
    if (!name.empty()) name.push_back('.');
    name.append(message.substr(position, length));
    position += length;
  }
  if (!jumped) at = position;
  return true;
}

class DnsParser final : public AppParser {
 public:
  explicit DnsParser(bool is_tcp) : is_tcp_(is_tcp) {}

  bool data(bool to_server, std::string_view bytes, AppSink& sink) override {
    if (!is_tcp_) {
      message(bytes, sink);
      return true;
    }
    std::string& held = held_[to_server ? 0 : 1];
    held.append(bytes);
    for (;;) {
      if (held.size() < 2) return true;
      const size_t length = (static_cast<size_t>(static_cast<std::uint8_t>(held[0])) << 8U) |
                            static_cast<std::uint8_t>(held[1]);
      if (held.size() < length + 2) return held.size() <= most_held;
      message(std::string_view(held).substr(2, length), sink);
      held.erase(0, length + 2);
    }
  }
  bool gap(bool, std::uint64_t, AppSink&) override { return !is_tcp_; }
  void end(bool, AppSink&) override {}
  size_t held_bytes() const override { return held_[0].size() + held_[1].size(); }

 private:
  void message(std::string_view bytes, AppSink& sink);
  /// Rules look for the names asked in the question alone.
  bool queries(std::string_view bytes, unsigned count, bool is_answer, size_t& at);
  void answers(std::string_view bytes, unsigned count, size_t at);

  bool is_tcp_;
  std::array<std::string, 2> held_;
  std::uint32_t transactions_ = 0;
  UnitParts parts_;
  std::deque<std::string> names_;
  size_t used_names_ = 0;
};

bool DnsParser::queries(std::string_view bytes, unsigned count, bool is_answer, size_t& at) {
  for (unsigned i = 0; i < count && i < most_records; ++i) {
    if (used_names_ == names_.size()) names_.emplace_back();
    std::string& name = names_[used_names_];
    if (!read_name(bytes, at, name) || at + 4 > bytes.size()) return false;
    ++used_names_;
    Cursor cursor{bytes.substr(at, 4)};
    if (!is_answer) parts_.add(IpsBuffer::DnsQuery, name);
    parts_.add(IpsBuffer::DnsQueryName, name);
    parts_.numbers.push_back({IpsNumberField::DnsRrtype, cursor.u16()});
    at += 4;
  }
  return true;
}

void DnsParser::answers(std::string_view bytes, unsigned count, size_t at) {
  for (unsigned i = 0; i < count && i < most_records; ++i) {
    if (used_names_ == names_.size()) names_.emplace_back();
    std::string& name = names_[used_names_];
    if (!read_name(bytes, at, name)) return;
    Cursor cursor{bytes.substr(at)};
    cursor.u16();
    cursor.u16();
    cursor.u32();
    const std::string_view data = cursor.field16();
    if (!cursor.ok) return;
    ++used_names_;
    parts_.add(IpsBuffer::DnsAnswerName, name);
    at += 10 + data.size();
  }
}

void DnsParser::message(std::string_view bytes, AppSink& sink) {
  parts_.clear();
  used_names_ = 0;
  if (bytes.size() < header_size) return;
  Cursor header{bytes};
  header.u16();
  const std::uint16_t flags = header.u16();
  const unsigned asked = header.u16();
  const unsigned answered = header.u16();
  const bool is_answer = (flags & 0x8000U) != 0;
  size_t at = header_size;
  const unsigned opcode = (flags >> 11U) & 0xfU;
  if ((flags & 0x0040U) != 0) parts_.events.push_back("z_flag_set");
  if (opcode >= 7) parts_.events.push_back("invalid_opcode");
  if (!queries(bytes, asked, is_answer, at)) {
    parts_.events.push_back("malformed_data");
  } else if (is_answer) {
    answers(bytes, answered, at);
  }
  parts_.numbers.push_back({IpsNumberField::DnsOpcode, opcode});
  if (is_answer) parts_.numbers.push_back({IpsNumberField::DnsRcode, flags & 0xfU});
  parts_.show(AppProtocol::Dns, !is_answer, transactions_++, sink);
}

}  // namespace

std::unique_ptr<AppParser> make_dns_parser(const AppContext&, bool is_tcp) {
  return std::make_unique<DnsParser>(is_tcp);
}

}  // namespace sig::protocol

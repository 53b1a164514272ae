#include "protocol/dcerpc_calls.h"

#include <algorithm>

#include "protocol/endian_cursor.h"

namespace sig::protocol {
namespace {

constexpr std::uint8_t type_request = 0, type_response = 2, type_fault = 3;
constexpr std::uint8_t type_bind = 11, type_bind_ack = 12, type_alter = 14, type_alter_ack = 15;
constexpr std::uint8_t last_type = 20;
constexpr std::uint8_t flag_first = 1, flag_last = 2, flag_object = 0x80;
constexpr size_t most_interfaces = 256;
constexpr size_t most_calls = 64;
constexpr size_t most_stub = 1U << 20U;  // of all calls together

AppInterface read_interface(EndianCursor& cursor) {
  AppInterface out;
  const std::string_view uuid = cursor.take(out.uuid.size());
  // The first three fields are numbers.
  constexpr std::array<std::uint8_t, 16> little{
      3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
  for (size_t i = 0; i < uuid.size(); ++i)
    out.uuid[i] = static_cast<std::uint8_t>(uuid[cursor.is_little ? little[i] : i]);
  out.major = cursor.n16();
  out.minor = cursor.n16();
  return out;
}

}  // namespace

bool read_dcerpc_header(std::string_view bytes, DcerpcHeader& header) {
  if (bytes.size() < DcerpcHeader::size || bytes[0] != 5) return false;
  header.type = static_cast<std::uint8_t>(bytes[2]);
  const auto flags = static_cast<std::uint8_t>(bytes[3]);
  header.is_first = (flags & flag_first) != 0;
  header.is_last = (flags & flag_last) != 0;
  header.has_object = (flags & flag_object) != 0;
  header.is_little = (static_cast<std::uint8_t>(bytes[4]) & 0x10U) != 0;
  EndianCursor cursor(bytes.substr(8), header.is_little);
  header.length = cursor.n16();
  cursor.n16();  // length of the authentication
  header.call = cursor.n32();
  return header.length >= DcerpcHeader::size;
}

DcerpcCalls::Call& DcerpcCalls::call_of(std::uint32_t id,
                                        bool is_new,
                                        std::uint32_t& transactions) {
  const auto found = std::find_if(
      calls_.rbegin(), calls_.rend(), [id](const Call& call) { return call.id == id; });
  if (!is_new && found != calls_.rend()) return *found;
  if (calls_.size() >= most_calls) remove(calls_.front());
  Call& call = calls_.emplace_back();
  call.id = id;
  call.transaction = transactions++;
  return call;
}

void DcerpcCalls::add(Call& call, size_t side, std::string_view bytes) {
  bytes = bytes.substr(0, most_stub - kept_);
  kept_ += bytes.size();
  call.stub[side] += bytes;
}

void DcerpcCalls::remove(const Call& call) {
  kept_ -= call.stub[0].size() + call.stub[1].size();
  calls_.erase(calls_.begin() + (&call - calls_.data()));
}

bool DcerpcCalls::bind(const DcerpcHeader& header, std::string_view body) {
  EndianCursor cursor(body, header.is_little);
  cursor.take(8);  // largest fragments, association group
  const unsigned contexts = cursor.u8();
  cursor.take(3);
  if (header.type == type_bind) bound_.clear();
  first_unanswered_ = bound_.size();
  for (unsigned i = 0; i < contexts && bound_.size() < most_interfaces; ++i) {
    Bound one;
    one.context = cursor.n16();
    const unsigned syntaxes = cursor.u8();
    cursor.u8();
    one.interface = read_interface(cursor);
    cursor.take(size_t{20} * syntaxes);
    if (!cursor.ok) return false;
    bound_.push_back(one);
  }
  return cursor.ok;
}

bool DcerpcCalls::bind_answer(const DcerpcHeader& header, std::string_view body) {
  EndianCursor cursor(body, header.is_little);
  cursor.take(8);
  const size_t address = cursor.n16();
  cursor.take(address);
  // Results begin at a multiple of four bytes, counted from the header.
  const size_t at = body.size() - cursor.bytes.size();
  cursor.take((4 - (DcerpcHeader::size + at) % 4) % 4);
  const unsigned results = cursor.u8();
  cursor.take(3);
  for (unsigned i = 0; i < results; ++i) {
    const bool is_accepted = cursor.n16() == 0;
    cursor.take(22);
    if (!cursor.ok) return false;
    if (first_unanswered_ + i < bound_.size())
      bound_[first_unanswered_ + i].interface.is_accepted = is_accepted;
  }
  first_unanswered_ = bound_.size();
  return cursor.ok;
}

bool DcerpcCalls::request(const DcerpcHeader& header, std::string_view body, Call& call) {
  EndianCursor cursor(body, header.is_little);
  cursor.n32();  // allocation hint
  cursor.n16();  // context
  const std::uint16_t operation = cursor.n16();
  if (header.has_object) cursor.take(16);
  if (!cursor.ok) return false;
  if (header.is_first) call.operation = operation;
  add(call, 0, cursor.bytes);
  if (call.interfaces.empty()) {
    for (const Bound& one : bound_)
      call.interfaces.push_back(one.interface);
  }
  return true;
}

bool DcerpcCalls::response(const DcerpcHeader& header, std::string_view body, Call& call) {
  EndianCursor cursor(body, header.is_little);
  cursor.take(8);  // allocation hint, context, cancels
  if (!cursor.ok) return false;
  add(call, 1, cursor.bytes);
  return true;
}

void DcerpcCalls::show(const Call& call,
                       bool to_server,
                       const DcerpcHeader& header,
                       AppSink& sink) {
  parts_.clear();
  const std::string& stub = call.stub[to_server ? 0 : 1];
  if (!stub.empty()) parts_.add(IpsBuffer::DceStubData, stub);
  parts_.numbers.push_back({IpsNumberField::DceOpnum, call.operation});
  AppUnit unit;
  unit.protocol = shown_as_;
  unit.to_server = to_server;
  unit.transaction = call.transaction;
  unit.values = parts_.values;
  unit.numbers = parts_.numbers;
  unit.interfaces = call.interfaces;
  unit.is_little_endian = header.is_little;
  sink.unit(unit);
}

bool DcerpcCalls::fragment(bool to_server,
                           std::string_view bytes,
                           std::uint32_t& transactions,
                           AppSink& sink) {
  DcerpcHeader header;
  if (!read_dcerpc_header(bytes, header)) return false;
  const std::string_view body =
      bytes.substr(0, std::min<size_t>(bytes.size(), header.length)).substr(DcerpcHeader::size);
  if (header.type == type_request && to_server) {
    Call& call = call_of(header.call, header.is_first, transactions);
    if (!request(header, body, call)) return false;
    if (header.is_last) show(call, true, header, sink);
    return true;
  }
  if ((header.type == type_response || header.type == type_fault) && !to_server) {
    Call& call = call_of(header.call, false, transactions);
    const bool ok = response(header, body, call);
    if (ok && !header.is_last) return true;
    if (ok) show(call, false, header, sink);
    remove(call);
    return ok;
  }
  if (header.type == type_bind || header.type == type_alter) {
    if (!to_server) return true;
    ++transactions;
    return bind(header, body);
  }
  if (header.type == type_bind_ack || header.type == type_alter_ack)
    return to_server || bind_answer(header, body);
  return header.type <= last_type;
}

size_t DcerpcCalls::held_bytes() const {
  size_t held = bound_.size() * sizeof(Bound);
  for (const Call& call : calls_)
    held += sizeof(Call) + call.stub[0].size() + call.stub[1].size() +
            call.interfaces.size() * sizeof(AppInterface);
  return held;
}

}  // namespace sig::protocol

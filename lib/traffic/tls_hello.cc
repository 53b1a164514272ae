#include "traffic/tls_hello.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/md5.h"
#include "base/text.h"
#include "traffic/byte_order.h"

namespace sig::traffic {
namespace {

constexpr size_t record_header = 5;
constexpr size_t largest_record = (size_t{1} << 14U) + 2048;  // RFC 5246 6.2.3
constexpr size_t handshake_header = 4;
constexpr size_t largest_hello = size_t{64} << 10U;
constexpr std::uint16_t extension_server_name = 0;
constexpr std::uint16_t extension_groups = 10;
constexpr std::uint16_t extension_point_formats = 11;

// Takes length-prefixed fields from the front; `ok` turns false where the bytes end too early.
struct Cursor {
  std::string_view bytes;
  bool ok = true;

  std::string_view take(size_t size) {
    if (size > bytes.size()) {
      ok = false;
      bytes = {};
      return {};
    }
    const std::string_view field = bytes.substr(0, size);
    bytes.remove_prefix(size);
    return field;
  }
  std::uint16_t u16() {
    const std::string_view field = take(2);
    return ok ? big16(field, 0) : std::uint16_t{0};
  }
  std::string_view short_field() {
    const std::string_view length = take(1);
    return ok ? take(byte_at(length, 0)) : std::string_view();
  }
  std::string_view long_field() { return take(u16()); }
};

bool is_grease(std::uint16_t value) {
  return (value & 0x0f0fU) == 0x0a0a && value >> 8U == (value & 0xffU);
}

void append_number(std::string& text, std::uint16_t value) {
  if (!text.empty() && text.back() != ',') text += '-';
  fmt::format_to(std::back_inserter(text), "{}", value);
}

void append_list(std::string& text, std::string_view values) {
  for (size_t at = 0; at + 2 <= values.size(); at += 2) {
    const std::uint16_t value = big16(values, at);
    if (!is_grease(value)) append_number(text, value);
  }
}

// RFC 6066 3.
std::string server_name(std::string_view extension) {
  Cursor list{extension};
  Cursor names{list.long_field()};
  while (names.ok && !names.bytes.empty()) {
    const std::string_view type = names.take(1);
    const std::string_view name = names.long_field();
    if (names.ok && byte_at(type, 0) == 0) return to_lower_ascii(name);
  }
  return {};
}

HelloOutcome read_hello(std::string_view message, ClientHello& hello) {
  Cursor cursor{message};
  const std::uint16_t version = cursor.u16();
  cursor.take(32);
  cursor.short_field();  // session id
  const std::string_view ciphers = cursor.long_field();
  cursor.short_field();  // compression methods
  if (!cursor.ok) return HelloOutcome::Damaged;
  std::string& text = hello.ja3_text;
  text = fmt::format("{},", version);
  append_list(text, ciphers);
  text += ',';
  std::string groups;
  std::string formats;
  hello.sni.clear();
  Cursor extensions{cursor.bytes.empty() ? std::string_view() : cursor.long_field()};
  while (extensions.ok && !extensions.bytes.empty()) {
    const std::uint16_t type = extensions.u16();
    Cursor extension{extensions.long_field()};
    if (!extensions.ok) return HelloOutcome::Damaged;
    if (!is_grease(type)) append_number(text, type);
    if (type == extension_server_name) hello.sni = server_name(extension.bytes);
    if (type == extension_groups) append_list(groups, extension.long_field());
    if (type == extension_point_formats) {
      for (const char format : extension.short_field()) {
        append_number(formats, static_cast<std::uint8_t>(format));
      }
    }
  }
  text += ',' + groups + ',' + formats;
  hello.ja3 = md5_hex(text);
  return HelloOutcome::Hello;
}

}  // namespace

HelloOutcome parse_client_hello(std::string_view bytes, ClientHello& hello) {
  std::string joined;
  std::string_view message;
  for (std::string_view rest = bytes; joined.size() + message.size() <= largest_hello;) {
    constexpr std::string_view start = "\x16\x03";
    const size_t common = std::min(start.size(), rest.size());
    if (rest.substr(0, common) != start.substr(0, common)) return HelloOutcome::None;
    if (rest.size() < record_header) return HelloOutcome::More;
    const size_t length = big16(rest, 3);
    if (length == 0 || length > largest_record) return HelloOutcome::None;
    const std::string_view body = rest.substr(record_header, length);
    if (!body.empty() && joined.empty() && message.empty() && body[0] != 1) {
      return HelloOutcome::None;
    }
    if (body.size() < length) return HelloOutcome::More;
    if (message.empty() && joined.empty()) {
      message = body;
    } else {
      if (joined.empty()) joined = message;
      joined += body;
      message = joined;
    }
    if (message.size() >= handshake_header) {
      const size_t size = big32(message, 0) & 0xffffffU;
      if (size > largest_hello) return HelloOutcome::Damaged;
      if (message.size() >= handshake_header + size) {
        return read_hello(message.substr(handshake_header, size), hello);
      }
    }
    rest.remove_prefix(record_header + length);
  }
  return HelloOutcome::Damaged;
}

}  // namespace sig::traffic

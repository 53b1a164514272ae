#include "protocol/tls_hello.h"

#include <fmt/format.h>

#include <iterator>

#include "protocol/cursor.h"

namespace sig::protocol {
namespace {

constexpr std::uint16_t extension_server_name = 0, extension_groups = 10, extension_formats = 11,
                        extension_versions = 43;

/// Values that say nothing (RFC 8701).
bool is_grease(std::uint16_t value) {
  return (value & 0x0f0fU) == 0x0a0a && value >> 8U == (value & 0xffU);
}

void append_number(std::string& text, std::uint16_t value) {
  if (!text.empty() && text.back() != ',') text += '-';
  fmt::format_to(std::back_inserter(text), "{}", value);
}

void append_list(std::string& text, std::string_view values) {
  Cursor cursor{values};
  while (cursor.bytes.size() >= 2) {
    const std::uint16_t value = cursor.u16();
    if (!is_grease(value)) append_number(text, value);
  }
}

/// RFC 6066 3.
std::string server_name(std::string_view extension) {
  Cursor list{extension};
  Cursor names{list.field16()};
  while (names.ok && !names.bytes.empty()) {
    const std::uint8_t type = names.u8();
    const std::string_view name = names.field16();
    if (names.ok && type == 0) return std::string(name);
  }
  return {};
}

}  // namespace

bool read_client_hello(std::string_view message, TlsHello& hello) {
  Cursor cursor{message};
  hello.version = cursor.u16();
  hello.random = cursor.take(32);
  cursor.field8();  // session id
  const std::string_view ciphers = cursor.field16();
  cursor.field8();  // compression methods
  if (!cursor.ok) return false;
  hello.ja3 = fmt::format("{},", hello.version);
  append_list(hello.ja3, ciphers);
  hello.ja3 += ',';
  std::string groups;
  std::string formats;
  Cursor extensions{cursor.bytes.empty() ? std::string_view() : cursor.field16()};
  bool ok = cursor.ok;
  while (extensions.ok && !extensions.bytes.empty()) {
    const std::uint16_t type = extensions.u16();
    Cursor extension{extensions.field16()};
    if (!extensions.ok) {
      ok = false;
      break;
    }
    if (!is_grease(type)) append_number(hello.ja3, type);
    if (type == extension_server_name) hello.sni = server_name(extension.bytes);
    if (type == extension_groups) append_list(groups, extension.field16());
    if (type == extension_formats) {
      for (const char format : extension.field8())
        append_number(formats, static_cast<std::uint8_t>(format));
    }
  }
  hello.ja3 += ',' + groups + ',' + formats;
  return ok;
}

bool read_server_hello(std::string_view message, TlsHello& hello) {
  Cursor cursor{message};
  hello.version = cursor.u16();
  hello.random = cursor.take(32);
  cursor.field8();
  const std::uint16_t cipher = cursor.u16();
  cursor.u8();  // compression
  if (!cursor.ok) return false;
  hello.ja3 = fmt::format("{},{},", hello.version, cipher);
  Cursor extensions{cursor.bytes.empty() ? std::string_view() : cursor.field16()};
  bool ok = cursor.ok;
  while (extensions.ok && !extensions.bytes.empty()) {
    const std::uint16_t type = extensions.u16();
    Cursor extension{extensions.field16()};
    if (!extensions.ok) {
      ok = false;
      break;
    }
    append_number(hello.ja3, type);
    if (type == extension_versions && extension.u16() == 0x0304) hello.is_tls13 = true;
  }
  return ok;
}

}  // namespace sig::protocol

#include "protocol/cip.h"

#include <algorithm>

#include "protocol/endian_cursor.h"

namespace sig::protocol {
namespace {

constexpr size_t most_services = 33;  // Suricata's bound
constexpr size_t most_attributes = 1024;

constexpr std::uint16_t connected_address = 0xa1, sequenced_address = 0x8002;
constexpr std::uint16_t connected_data = 0xb1, unconnected_data = 0xb2;

constexpr std::uint8_t get_attribute_list = 3, set_attribute_list = 4, several_services = 10;

constexpr std::uint8_t class8 = 0x20, instance8 = 0x24, attribute8 = 0x30;
constexpr std::uint8_t class16 = 0x21, instance16 = 0x25;

/// Takes one segment off the front; nothing of an unknown kind is skipped. Gives its length in
/// words, 0 where the path cannot be followed.
size_t read_segment(EndianCursor& cursor, AppCipService& service, std::uint16_t& class_number) {
  const std::uint8_t kind = cursor.u8();
  const bool is_wide = kind == class16 || kind == instance16;
  if (is_wide) cursor.u8();  // padding
  if (kind == class8 || kind == instance8 || kind == attribute8) {
    const std::uint8_t value = cursor.u8();
    if (kind == class8) class_number = value;
  } else if (is_wide) {
    const std::uint16_t value = cursor.n16();
    if (kind == class16) class_number = value;
  } else {
    return 0;
  }
  if (!cursor.ok) return 0;
  if (kind != instance8 && kind != instance16) {
    service.path.push_back({kind == attribute8, class_number});
  }
  return is_wide ? 2 : 1;
}

bool read_path(EndianCursor& cursor, size_t words, AppCipService& service) {
  std::uint16_t class_number = 0;
  while (words > 0) {
    const size_t used = read_segment(cursor, service, class_number);
    if (used == 0) return false;
    words -= std::min(words, used);
  }
  return true;
}

void read_attributes(EndianCursor& cursor, AppCipService& service) {
  const size_t count = std::min<size_t>(cursor.n16(), most_attributes);
  for (size_t i = 0; i < count; ++i) {
    const std::uint16_t number = cursor.n16();
    if (!cursor.ok) return;
    service.attributes.push_back(number);
  }
}

void read_message(std::string_view bytes, std::vector<AppCipService>& services);

/// A count, offsets from that count on, and the messages at them.
void read_several(std::string_view bytes, std::vector<AppCipService>& services) {
  EndianCursor offsets(bytes);
  const size_t count = offsets.n16();
  for (size_t i = 0; i < count && services.size() < most_services; ++i) {
    const size_t offset = offsets.n16();
    if (!offsets.ok) return;
    if (offset < bytes.size()) read_message(bytes.substr(offset), services);
  }
}

void read_request(std::string_view bytes, std::vector<AppCipService>& services) {
  EndianCursor cursor(bytes);
  AppCipService service;
  service.code = cursor.u8();
  const size_t words = cursor.u8();
  if (!cursor.ok) return;
  if (words != 0) {
    EndianCursor path(cursor.bytes);
    const bool is_whole = read_path(path, words, service);
    const bool names_attributes =
        service.code == get_attribute_list || service.code == set_attribute_list;
    if (is_whole && names_attributes) read_attributes(path, service);
  }
  const bool has_several = service.code == several_services;
  services.push_back(std::move(service));
  cursor.take(words * 2);
  if (has_several && cursor.ok) read_several(cursor.bytes, services);
}

void read_response(std::string_view bytes, std::vector<AppCipService>& services) {
  EndianCursor cursor(bytes);
  AppCipService service;
  service.code = cursor.u8() & 0x7fU;
  service.is_response = true;
  cursor.take(3);  // reserved, status
  if (!cursor.ok) return;
  const bool has_several = service.code == several_services;
  services.push_back(std::move(service));
  if (has_several) read_several(cursor.bytes, services);
}

/// Each message of several takes a place among the services, which bounds how deep this goes.
void read_message(std::string_view bytes, std::vector<AppCipService>& services) {
  if (bytes.empty() || services.size() >= most_services) return;
  if ((static_cast<std::uint8_t>(bytes[0]) & 0x80U) != 0) {
    read_response(bytes, services);
  } else {
    read_request(bytes, services);
  }
}

}  // namespace

void read_cip_services(std::string_view packet, std::vector<AppCipService>& services) {
  EndianCursor cursor(packet);
  cursor.take(8);  // interface, timeout, count of items
  const std::uint16_t address = cursor.n16();
  cursor.n16();  // its length: what follows goes by the type
  if (address == connected_address) cursor.take(4);
  if (address == sequenced_address) cursor.take(8);
  const std::uint16_t data = cursor.n16();
  const size_t length = cursor.n16();
  if (data == connected_data) cursor.take(2);  // sequence
  const bool is_cip = data == connected_data || data == unconnected_data;
  // The length is not trusted to end the message: a server reads on to the end of the packet.
  if (cursor.ok && is_cip && length >= 2) read_message(cursor.bytes, services);
}

}  // namespace sig::protocol

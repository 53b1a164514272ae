#include "ips/cip_test.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace sig::ips {
namespace {

using protocol::AppCipService;

constexpr std::uint8_t get_list = 3, set_list = 4, get_single = 14, set_single = 16;

struct Wanted {
  std::array<std::uint32_t, 3> numbers{};  ///< service, class, attribute
  size_t count = 0;
  bool is_other_attribute = false;
};

Wanted read(std::string_view text) {
  Wanted out;
  while (!text.empty() && out.count < out.numbers.size()) {
    const size_t comma = std::min(text.find(','), text.size());
    std::string_view word = trim(text.substr(0, comma));
    if (word.starts_with('!')) {
      out.is_other_attribute = true;
      word.remove_prefix(1);
    }
    std::uint32_t& number = out.numbers[out.count++];
    for (const char c : word)
      number = number * 10 + static_cast<std::uint32_t>(c - '0');
    text.remove_prefix(std::min(text.size(), comma + 1));
  }
  return out;
}

/// Suricata 7.0.10 compares the attribute of a path with the class before it, and so do we: a rule
/// here fires where it fires there.
bool path_holds(const Wanted& wanted, const AppCipService& service) {
  const auto [code, class_number, attribute] = wanted.numbers;
  bool has_class = false;
  for (const AppCipService::Segment& segment : service.path) {
    if (segment.class_number != class_number) continue;
    if (!segment.is_attribute) {
      if (wanted.count == 2) return true;
      has_class = true;
    } else if (wanted.count == 3 && (wanted.is_other_attribute || attribute == class_number)) {
      return true;
    }
  }
  if (!has_class) return false;
  const auto& listed = service.attributes;
  return std::find(listed.begin(), listed.end(), attribute) != listed.end();
}

bool has_attributes(std::uint8_t code) {
  return code == get_list || code == set_list || code == get_single || code == set_single;
}

}  // namespace

bool cip_service_holds(std::string_view text, std::span<const AppCipService> services) {
  const Wanted wanted = read(text);
  for (const AppCipService& service : services) {
    if (service.code != wanted.numbers[0]) continue;
    const bool holds =
        wanted.count < 2 || (has_attributes(service.code) && path_holds(wanted, service));
    if (holds) return !service.is_response;
  }
  return false;
}

}  // namespace sig::ips

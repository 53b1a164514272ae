#include "traffic/dns_message.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "traffic/byte_order.h"

namespace sig::traffic {
namespace {

constexpr size_t header_size = 12;
constexpr size_t longest_name = 255;
constexpr unsigned most_questions = 64;

// Reads a name at `at` and moves behind it; pointers go only backwards, so that they end.
std::optional<std::string> read_name(std::string_view message, size_t& at) {
  std::string name;
  size_t cursor = at;
  size_t lowest = at;
  bool jumped = false;
  for (;;) {
    if (cursor >= message.size()) return std::nullopt;
    const size_t length = byte_at(message, cursor);
    if (length == 0) {
      if (!jumped) at = cursor + 1;
      return to_lower_ascii(name);
    }
    if ((length & 0xc0U) == 0xc0) {
      if (cursor + 2 > message.size()) return std::nullopt;
      const size_t target = big16(message, cursor) & 0x3fffU;
      if (target >= lowest) return std::nullopt;
      if (!jumped) at = cursor + 2;
      jumped = true;
      lowest = cursor = target;
      continue;
    }
    if (length > 63 || cursor + 1 + length > message.size()) return std::nullopt;
    if (!name.empty()) name += '.';
    name += message.substr(cursor + 1, length);
    if (name.size() > longest_name) return std::nullopt;
    cursor += 1 + length;
  }
}

bool is_plausible(std::string_view message) {
  const unsigned flags = big16(message, 2);
  const unsigned questions = big16(message, 4);
  const bool no_answers = big16(message, 6) == 0 && big16(message, 8) == 0;
  const unsigned additional = big16(message, 10);
  constexpr unsigned only_recursion_checking_and_authentic = 0x0130;
  return (flags & ~only_recursion_checking_and_authentic) == 0 && questions >= 1 &&
         questions <= 4 && no_answers && additional <= 2;
}

bool is_known_class(unsigned dns_class) {
  constexpr unsigned unicast_response = 0x8000;  // RFC 6762 5.4
  dns_class &= ~unicast_response;
  return (dns_class >= 1 && dns_class <= 4) || dns_class == 254 || dns_class == 255;
}

}  // namespace

DnsOutcome parse_dns_request(std::string_view message,
                             bool strict,
                             std::vector<std::string>& names) {
  names.clear();
  if (message.size() < header_size) return DnsOutcome::None;
  if (strict && !is_plausible(message)) return DnsOutcome::None;
  const unsigned flags = big16(message, 2);
  const bool is_response = (flags & 0x8000U) != 0;
  const unsigned operation = (flags >> 11U) & 0x0fU;
  if (is_response || operation != 0) return DnsOutcome::Other;
  const unsigned questions = std::min<unsigned>(big16(message, 4), most_questions);
  size_t at = header_size;
  for (unsigned i = 0; i < questions; ++i) {
    std::optional<std::string> name = read_name(message, at);
    if (!name || at + 4 > message.size()) return DnsOutcome::None;
    const unsigned dns_class = big16(message, at + 2);
    if (strict && (!is_known_class(dns_class) || big16(message, at) == 0)) return DnsOutcome::None;
    at += 4;
    names.push_back(std::move(*name));
  }
  return names.empty() ? DnsOutcome::Other : DnsOutcome::Request;
}

}  // namespace sig::traffic

#include "base/text.h"
#include "source/ips_readers.h"

namespace sig::source::ips {
namespace {

using Mode = IpsFlagsTest::Mode;

std::optional<std::uint8_t> tcp_flag(char c) {
  switch (c) {
    case 'F':
      return 0x01;
    case 'S':
      return 0x02;
    case 'R':
      return 0x04;
    case 'P':
      return 0x08;
    case 'A':
      return 0x10;
    case 'U':
      return 0x20;
    case 'E':
    case '2':
      return 0x40;
    case 'C':
    case '1':
      return 0x80;
    case '0':
      return 0x00;
    default:
      return std::nullopt;
  }
}

std::optional<std::uint8_t> fragment_bit(char c) {
  switch (c) {
    case 'R':
      return 0x80;
    case 'D':
      return 0x40;
    case 'M':
      return 0x20;
    default:
      return std::nullopt;
  }
}

std::optional<Mode> mode_of(char c) {
  if (c == '+') return Mode::All;
  if (c == '*') return Mode::Any;
  if (c == '!') return Mode::None;
  return std::nullopt;
}

using BitOf = std::optional<std::uint8_t> (*)(char);

/// Letters with at most one mode before or behind them.
bool read_bits(std::string_view text, BitOf bit_of, IpsFlagsTest& test) {
  bool has_bit = false;
  bool has_mode = false;
  for (const char c : text) {
    if (is_ips_blank(c)) continue;
    if (const auto mode = mode_of(c)) {
      if (has_mode) return false;
      has_mode = true;
      test.mode = *mode;
      continue;
    }
    const auto bit = bit_of(c);
    if (!bit) return false;
    has_bit = true;
    test.flags = static_cast<std::uint8_t>(test.flags | *bit);
  }
  return has_bit;
}

}  // namespace

void tcp_flags(IpsDraft& draft, const IpsOption& option) {
  const std::vector<IpsWord> parts = comma_parts(option.value);
  IpsFlagsTest test;
  IpsFlagsTest ignored;
  const bool ok = parts.size() <= 2 && read_bits(parts[0].text, tcp_flag, test) &&
                  (parts.size() == 1 || read_bits(parts[1].text, tcp_flag, ignored));
  if (!ok || ignored.mode != Mode::Exact) {
    return draft.bad_value(option,
                           quote(option.value.text) + " are no flags of TCP",
                           "expected letters of FSRPAUEC, with + * or ! in front");
  }
  test.ignore = ignored.flags;
  draft.rule.tests.emplace_back(test);
}

void fragbits(IpsDraft& draft, const IpsOption& option) {
  IpsFlagsTest test;
  test.is_fragment = true;
  if (!read_bits(option.value.text, fragment_bit, test)) {
    return draft.bad_value(option,
                           quote(option.value.text) + " are no bits of a fragment",
                           "expected letters of MDR, with + * or ! in front");
  }
  draft.rule.tests.emplace_back(test);
}

}  // namespace sig::source::ips

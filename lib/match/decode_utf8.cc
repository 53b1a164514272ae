// UTF-8 that means ASCII to a lenient reader.
#include <algorithm>
#include <array>

#include "match/decoders.h"

namespace sig::match {
namespace {

struct LookAlike {
  std::uint16_t code_point;
  char ascii;
};

// Unicode characters that common "best fit" conversions turn into ASCII. Sorted.
constexpr std::array<LookAlike, 67> look_alikes{{
    {0x00a0, ' '},  {0x00ab, '<'},  {0x00b4, '\''}, {0x00bb, '>'},  {0x02b9, '\''}, {0x02ba, '"'},
    {0x02bc, '\''}, {0x02c8, '\''}, {0x02cb, '`'},  {0x037e, ';'},  {0x2000, ' '},  {0x2001, ' '},
    {0x2002, ' '},  {0x2003, ' '},  {0x2004, ' '},  {0x2005, ' '},  {0x2006, ' '},  {0x2007, ' '},
    {0x2008, ' '},  {0x2009, ' '},  {0x200a, ' '},  {0x2010, '-'},  {0x2011, '-'},  {0x2012, '-'},
    {0x2013, '-'},  {0x2014, '-'},  {0x2015, '-'},  {0x2018, '\''}, {0x2019, '\''}, {0x201a, ','},
    {0x201b, '\''}, {0x201c, '"'},  {0x201d, '"'},  {0x201f, '"'},  {0x2024, '.'},  {0x202f, ' '},
    {0x2032, '\''}, {0x2033, '"'},  {0x2035, '`'},  {0x2039, '<'},  {0x203a, '>'},  {0x203c, '!'},
    {0x2044, '/'},  {0x205f, ' '},  {0x2212, '-'},  {0x2215, '/'},  {0x2216, '\\'}, {0x2217, '*'},
    {0x2223, '|'},  {0x2236, ':'},  {0x223c, '~'},  {0x2329, '<'},  {0x232a, '>'},  {0x29f8, '/'},
    {0x29f9, '\\'}, {0x3000, ' '},  {0x3008, '<'},  {0x3009, '>'},  {0xfe50, ','},  {0xfe52, '.'},
    {0xfe54, ';'},  {0xfe55, ':'},  {0xfe57, '!'},  {0xfe60, '&'},  {0xfe64, '<'},  {0xfe65, '>'},
    {0xfe68, '\\'},
}};
static_assert(std::is_sorted(look_alikes.begin(), look_alikes.end(), [](auto a, auto b) {
  return a.code_point < b.code_point;
}));

/// Length of the sequence that a first byte announces; overlong forms are taken as they come.
size_t announced_length(unsigned char first) {
  if (first >= 0xc0 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  if (first >= 0xf0 && first < 0xf8) return 4;
  return 1;
}

/// The code point at the front, or nothing to decode (length 1).
size_t read_code_point(std::string_view text, std::uint32_t& value) {
  const auto first = static_cast<unsigned char>(text[0]);
  const size_t length = announced_length(first);
  if (length == 1 || text.size() < length) return 1;
  value = first & (0xffU >> (length + 1));
  for (size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xc0U) != 0x80) return 1;
    value = (value << 6U) | (next & 0x3fU);
  }
  return length;
}

/// The ASCII that a code point stands for, -1 if none.
int ascii_of(std::uint32_t value) {
  if (value < 0x80) return static_cast<int>(value);
  if (value >= 0xff01 && value <= 0xff5e) return static_cast<int>(value - 0xff01 + 0x21);
  const auto* found = std::lower_bound(
      look_alikes.begin(),
      look_alikes.end(),
      value,
      [](const LookAlike& row, std::uint32_t wanted) { return row.code_point < wanted; });
  return found != look_alikes.end() && found->code_point == value ? found->ascii : -1;
}

}  // namespace

size_t decode_utf8(std::string_view in, char* out) {
  char* const start = out;
  for (size_t i = 0; i < in.size();) {
    std::uint32_t value = 0;
    const size_t length = read_code_point(in.substr(i), value);
    const int ascii = length > 1 ? ascii_of(value) : -1;
    if (ascii >= 0) {
      *out++ = static_cast<char>(ascii);
      i += length;
      continue;
    }
    for (const size_t end = i + length; i < end; ++i)
      *out++ = in[i];
  }
  return static_cast<size_t>(out - start);
}

}  // namespace sig::match

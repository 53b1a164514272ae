// Percent-encoding and character references, and what the other decoders share.
#include <algorithm>
#include <array>

#include "match/decoders.h"

namespace sig::match {
namespace {

struct Reference {
  std::string_view name;
  std::uint16_t code_point;
};

// HTML 13.5, those that stand for ASCII, and a few common others. Sorted by name.
constexpr std::array<Reference, 47> references{{
    {"AMP", '&'},    {"GT", '>'},     {"LT", '<'},     {"NewLine", '\n'}, {"QUOT", '"'},
    {"Tab", '\t'},   {"amp", '&'},    {"apos", '\''},  {"ast", '*'},      {"bsol", '\\'},
    {"colon", ':'},  {"comma", ','},  {"commat", '@'}, {"copy", 0xa9},    {"dollar", '$'},
    {"equals", '='}, {"excl", '!'},   {"grave", '`'},  {"gt", '>'},       {"hat", '^'},
    {"lbrace", '{'}, {"lbrack", '['}, {"lcub", '{'},   {"lowbar", '_'},   {"lpar", '('},
    {"lsqb", '['},   {"lt", '<'},     {"midast", '*'}, {"nbsp", 0xa0},    {"num", '#'},
    {"percnt", '%'}, {"period", '.'}, {"plus", '+'},   {"quest", '?'},    {"quot", '"'},
    {"rbrace", '}'}, {"rbrack", ']'}, {"rcub", '}'},   {"reg", 0xae},     {"rpar", ')'},
    {"rsqb", ']'},   {"semi", ';'},   {"shy", 0xad},   {"sol", '/'},      {"verbar", '|'},
    {"vert", '|'},   {"yen", 0xa5},
}};
static_assert(std::is_sorted(references.begin(), references.end(), [](auto a, auto b) {
  return a.name < b.name;
}));

// Browsers take these without the semicolon, whatever follows ("&ltscript").
constexpr std::array<std::string_view, 12> bare_names{
    "AMP", "GT", "LT", "QUOT", "amp", "copy", "gt", "lt", "nbsp", "quot", "reg", "shy"};

const Reference* find_reference(std::string_view name) {
  const auto* found = std::lower_bound(
      references.begin(),
      references.end(),
      name,
      [](const Reference& row, std::string_view wanted) { return row.name < wanted; });
  return found != references.end() && found->name == name ? found : nullptr;
}

size_t read_decimal(std::string_view text, std::uint32_t& value) {
  size_t read = 0;
  value = 0;
  while (read < text.size() && text[read] >= '0' && text[read] <= '9') {
    value = std::min<std::uint32_t>(value * 10 + static_cast<std::uint32_t>(text[read] - '0'),
                                    0x110000);
    ++read;
  }
  return read;
}

/// "#60", "#x3c": bytes read, 0 when it is none.
size_t read_number(std::string_view text, std::uint32_t& value) {
  if (text.size() < 2 || text[0] != '#') return 0;
  const bool is_hex = text[1] == 'x' || text[1] == 'X';
  const size_t prefix = is_hex ? 2 : 1;
  const std::string_view digits = text.substr(prefix);
  size_t zeros = 0;
  while (is_hex && zeros < digits.size() && digits[zeros] == '0')
    ++zeros;
  const size_t read =
      is_hex ? zeros + read_hex(digits.substr(zeros), 6, value) : read_decimal(digits, value);
  return read == 0 ? 0 : prefix + read;
}

size_t read_name(std::string_view text, std::uint32_t& value) {
  const size_t end = text.substr(0, 10).find(';');
  if (end != std::string_view::npos) {
    if (const Reference* row = find_reference(text.substr(0, end))) {
      value = row->code_point;
      return end;
    }
  }
  for (const std::string_view name : bare_names) {
    if (!text.starts_with(name)) continue;
    value = find_reference(name)->code_point;
    return name.size();
  }
  return 0;
}

}  // namespace

int hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

size_t read_hex(std::string_view text, size_t limit, std::uint32_t& value) {
  size_t read = 0;
  value = 0;
  while (read < limit && read < text.size() && hex_value(text[read]) >= 0) {
    value = value * 16 + static_cast<std::uint32_t>(hex_value(text[read]));
    ++read;
  }
  return read;
}

char* write_utf8(std::uint32_t c, char* out) {
  const auto put = [&out](std::uint32_t byte) { *out++ = static_cast<char>(byte); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xc0 | (c >> 6U));
    put(0x80 | (c & 0x3fU));
  } else if (c < 0x10000) {
    put(0xe0 | (c >> 12U));
    put(0x80 | ((c >> 6U) & 0x3fU));
    put(0x80 | (c & 0x3fU));
  } else if (c < 0x110000) {
    put(0xf0 | (c >> 18U));
    put(0x80 | ((c >> 12U) & 0x3fU));
    put(0x80 | ((c >> 6U) & 0x3fU));
    put(0x80 | (c & 0x3fU));
  } else {
    put('?');
  }
  return out;
}

size_t decode_url(std::string_view in, char* out) {
  char* const start = out;
  for (size_t i = 0; i < in.size();) {
    if (in[i] != '%' && in[i] != '+') {
      *out++ = in[i++];
      continue;
    }
    const std::string_view rest = in.substr(i);
    std::uint32_t value = 0;
    if (in[i] == '+') {
      *out++ = ' ';
      ++i;
    } else if (in[i] == '%' && read_hex(rest.substr(1), 2, value) == 2) {
      *out++ = static_cast<char>(value);
      i += 3;
    } else if (in[i] == '%' && rest.size() > 1 && (rest[1] == 'u' || rest[1] == 'U') &&
               read_hex(rest.substr(2), 4, value) == 4) {
      out = write_utf8(value, out);
      i += 6;
    } else {
      *out++ = in[i++];
    }
  }
  return static_cast<size_t>(out - start);
}

size_t decode_html(std::string_view in, char* out) {
  char* const start = out;
  for (size_t i = 0; i < in.size();) {
    if (in[i] != '&') {
      *out++ = in[i++];
      continue;
    }
    const std::string_view rest = in.substr(i + 1);
    std::uint32_t value = 0;
    size_t read = read_number(rest, value);
    if (read == 0) read = read_name(rest, value);
    if (read == 0) {
      *out++ = in[i++];
      continue;
    }
    out = write_utf8(value, out);
    i += 1 + read;
    if (i < in.size() && in[i] == ';') ++i;
  }
  return static_cast<size_t>(out - start);
}

}  // namespace sig::match

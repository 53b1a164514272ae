#include "ips/transforms.h"

#include "base/digest.h"
#include "base/md5.h"
#include "base/sha1.h"

namespace sig::ips {
namespace {

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char small = static_cast<char>(c | 0x20);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

std::string from_hex(std::string_view hex) {
  std::string out;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) {
    out.push_back(static_cast<char>(hex_digit(hex[i]) * 16 + hex_digit(hex[i + 1])));
  }
  return out;
}

std::string url_decoded(std::string_view value) {
  std::string out;
  for (size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '+') {
      out.push_back(' ');
      continue;
    }
    if (value[i] == '%' && i + 2 < value.size() && hex_digit(value[i + 1]) >= 0 &&
        hex_digit(value[i + 2]) >= 0) {
      out.push_back(static_cast<char>(hex_digit(value[i + 1]) * 16 + hex_digit(value[i + 2])));
      i += 2;
      continue;
    }
    out.push_back(value[i]);
  }
  return out;
}

std::string mapped(std::string_view value, char first, char last, int shift) {
  std::string out(value);
  for (char& c : out) {
    if (c >= first && c <= last) c = static_cast<char>(c + shift);
  }
  return out;
}

std::string without_space(std::string_view value) {
  std::string out;
  for (const char c : value) {
    if (!is_space(c)) out.push_back(c);
  }
  return out;
}

/// Each run of white space becomes its first byte's place, as one space.
std::string compressed(std::string_view value) {
  std::string out;
  bool was_space = false;
  for (const char c : value) {
    const bool space = is_space(c);
    if (!(space && was_space)) out.push_back(c);
    was_space = space;
  }
  return out;
}

std::string lower_names(std::string_view headers) {
  std::string out(headers);
  bool in_name = true;
  for (char& c : out) {
    if (c == ':') in_name = false;
    if (c == '\n') in_name = true;
    if (in_name && c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return out;
}

/// Lines that begin with ":" (HTTP/2's pseudo headers) are left out.
std::string without_pseudo(std::string_view headers) {
  std::string out;
  while (!headers.empty()) {
    size_t end = headers.find('\n');
    end = end == std::string_view::npos ? headers.size() : end + 1;
    const std::string_view line = headers.substr(0, end);
    if (line[0] != ':') out += line;
    headers.remove_prefix(end);
  }
  return out;
}

std::string xored(std::string_view value, std::string_view key) {
  std::string out(value);
  for (size_t i = 0; i < out.size() && !key.empty(); ++i) {
    out[i] = static_cast<char>(out[i] ^ key[i % key.size()]);
  }
  return out;
}

std::string apply(const CompiledTransform& step, std::string_view value, RegexBank& regexes) {
  switch (step.transform) {
    case IpsTransform::DotPrefix:
      return "." + std::string(value);
    case IpsTransform::StripWhitespace:
      return without_space(value);
    case IpsTransform::CompressWhitespace:
      return compressed(value);
    case IpsTransform::ToLowercase:
      return mapped(value, 'A', 'Z', 'a' - 'A');
    case IpsTransform::ToUppercase:
      return mapped(value, 'a', 'z', 'A' - 'a');
    case IpsTransform::ToMd5:
      return from_hex(md5_hex(value));
    case IpsTransform::ToSha1:
      return sha1(value);
    case IpsTransform::ToSha256: {
      const Digest digest = sha256(value);
      return {reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()};
    }
    case IpsTransform::UrlDecode:
      return url_decoded(value);
    case IpsTransform::Xor:
      return xored(value, step.argument);
    case IpsTransform::Pcrexform: {
      const match::PcreMatch found = regexes.match(step.regex, value, true);
      if (found.truth != match::Truth::Yes) return std::string(value);
      return std::string(value.substr(found.start, found.length));
    }
    case IpsTransform::HeaderLowercase:
      return lower_names(value);
    case IpsTransform::StripPseudoHeaders:
      return without_pseudo(value);
    case IpsTransform::CaseChange:
      break;
  }
  return std::string(value);
}

}  // namespace

std::string_view transformed(std::span<const CompiledTransform> transforms,
                             std::string_view value,
                             RegexBank& regexes,
                             std::string& room) {
  for (const CompiledTransform& step : transforms) {
    room = apply(step, value, regexes);
    value = room;
  }
  return value;
}

}  // namespace sig::ips

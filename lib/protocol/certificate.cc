#include "protocol/certificate.h"

#include <fmt/format.h>

#include <array>
#include <iterator>

#include "base/time.h"

namespace sig::protocol {
namespace {

/// One DER element (ITU-T X.690 8.1): definite lengths up to four bytes.
struct Element {
  std::uint8_t tag = 0;
  std::string_view content;
  std::string_view whole;
};

std::optional<Element> take(std::string_view& bytes) {
  if (bytes.size() < 2) return std::nullopt;
  Element element;
  element.tag = static_cast<std::uint8_t>(bytes[0]);
  size_t length = static_cast<std::uint8_t>(bytes[1]);
  size_t header = 2;
  if (length >= 0x80) {
    const size_t count = length & 0x7fU;
    if (count == 0 || count > 4 || bytes.size() < 2 + count) return std::nullopt;
    length = 0;
    for (size_t i = 0; i < count; ++i)
      length = (length << 8U) | static_cast<std::uint8_t>(bytes[2 + i]);
    header += count;
  }
  if (length > bytes.size() - header) return std::nullopt;
  element.content = bytes.substr(header, length);
  element.whole = bytes.substr(0, header + length);
  bytes.remove_prefix(header + length);
  return element;
}

constexpr std::uint8_t sequence = 0x30, set = 0x31, oid = 0x06, integer = 0x02;

std::string dotted(std::string_view bytes) {
  std::string out;
  std::uint64_t value = 0;
  bool first = true;
  for (const char c : bytes) {
    const auto byte = static_cast<std::uint8_t>(c);
    value = (value << 7U) | (byte & 0x7fU);
    if ((byte & 0x80U) != 0) continue;
    if (first) {
      const std::uint64_t top = value < 80 ? value / 40 : 2;
      out = fmt::format("{}.{}", top, value - top * 40);
      first = false;
    } else {
      fmt::format_to(std::back_inserter(out), ".{}", value);
    }
    value = 0;
  }
  return out;
}

std::string attribute_name(std::string_view bytes) {
  struct Known {
    std::string_view oid;
    std::string_view name;
  };
  static constexpr std::array<Known, 14> known{{{"2.5.4.3", "CN"},
                                                {"2.5.4.4", "SN"},
                                                {"2.5.4.5", "serialNumber"},
                                                {"2.5.4.6", "C"},
                                                {"2.5.4.7", "L"},
                                                {"2.5.4.8", "ST"},
                                                {"2.5.4.9", "STREET"},
                                                {"2.5.4.10", "O"},
                                                {"2.5.4.11", "OU"},
                                                {"2.5.4.12", "T"},
                                                {"2.5.4.17", "postalCode"},
                                                {"2.5.4.42", "GN"},
                                                {"0.9.2342.19200300.100.1.25", "DC"},
                                                {"1.2.840.113549.1.9.1", "Email"}}};
  std::string number = dotted(bytes);
  for (const Known& one : known) {
    if (one.oid == number) return std::string(one.name);
  }
  return number;
}

/// BMPString (UTF-16) is shown by its low bytes where it is Latin-1; the others are bytes already.
std::string text_of(const Element& value) {
  constexpr std::uint8_t bmp = 0x1e;
  if (value.tag != bmp) return std::string(value.content);
  std::string out;
  for (size_t i = 1; i < value.content.size(); i += 2)
    out.push_back(value.content[i]);
  return out;
}

std::optional<std::string> name_text(std::string_view name) {
  std::string out;
  while (!name.empty()) {
    auto rdn = take(name);
    if (!rdn || rdn->tag != set) return std::nullopt;
    std::string_view attributes = rdn->content;
    bool is_first = true;
    while (!attributes.empty()) {
      auto pair = take(attributes);
      if (!pair || pair->tag != sequence) return std::nullopt;
      std::string_view inside = pair->content;
      const auto type = take(inside);
      const auto value = take(inside);
      if (!type || type->tag != oid || !value) return std::nullopt;
      if (!out.empty()) out += is_first ? ", " : " + ";
      out += attribute_name(type->content) + "=" + text_of(*value);
      is_first = false;
    }
  }
  return out;
}

std::string serial_text(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    if (!out.empty()) out.push_back(':');
    fmt::format_to(std::back_inserter(out), "{:02X}", static_cast<std::uint8_t>(c));
  }
  return out;
}

/// UTCTime and GeneralizedTime in the one form that RFC 5280 4.1.2.5 allows.
std::uint64_t seconds_of(const Element& time) {
  std::string_view text = time.content;
  constexpr std::uint8_t utc_time = 0x17;
  const size_t year_digits = time.tag == utc_time ? 2 : 4;
  if (text.size() < year_digits + 10) return 0;
  const auto number = [&text](size_t at, size_t count) {
    int value = 0;
    for (size_t i = at; i < at + count; ++i) {
      if (text[i] < '0' || text[i] > '9') return -1;
      value = value * 10 + (text[i] - '0');
    }
    return value;
  };
  int year = number(0, year_digits);
  if (year < 0) return 0;
  if (time.tag == utc_time) year += year < 50 ? 2000 : 1900;
  const int month = number(year_digits, 2), day = number(year_digits + 2, 2);
  const int hour = number(year_digits + 4, 2), minute = number(year_digits + 6, 2),
            second = number(year_digits + 8, 2);
  if (month < 1 || day < 1 || hour < 0 || minute < 0 || second < 0) return 0;
  const std::int64_t days =
      days_from_civil(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
  const std::int64_t all = days * 86400 + hour * 3600 + minute * 60 + second;
  return all < 0 ? 0 : static_cast<std::uint64_t>(all);
}

}  // namespace

std::optional<Certificate> read_certificate(std::string_view der) {
  const auto certificate = take(der);
  if (!certificate || certificate->tag != sequence) return std::nullopt;
  std::string_view outer = certificate->content;
  const auto body = take(outer);
  if (!body || body->tag != sequence) return std::nullopt;
  std::string_view fields = body->content;
  auto serial = take(fields);
  if (serial && serial->tag == 0xa0) serial = take(fields);  // version
  if (!serial || serial->tag != integer) return std::nullopt;
  if (!take(fields)) return std::nullopt;  // signature algorithm
  const auto issuer = take(fields);
  const auto validity = take(fields);
  const auto subject = take(fields);
  if (!issuer || !validity || !subject) return std::nullopt;
  auto issuer_text = name_text(issuer->content);
  auto subject_text = name_text(subject->content);
  if (!issuer_text || !subject_text) return std::nullopt;
  Certificate out;
  out.issuer = std::move(*issuer_text);
  out.subject = std::move(*subject_text);
  out.serial = serial_text(serial->content);
  std::string_view times = validity->content;
  if (const auto begin = take(times)) out.not_before = seconds_of(*begin);
  if (const auto end = take(times)) out.not_after = seconds_of(*end);
  return out;
}

}  // namespace sig::protocol

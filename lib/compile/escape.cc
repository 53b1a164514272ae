#include "compile/escape.h"

#include <fmt/format.h>

#include "base/text.h"

namespace sig::compile {
namespace {

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
bool is_one_of(char c, std::string_view set) {
  return set.find(c) != std::string_view::npos;
}

/// One line of UTF-8: control characters as blanks, other bytes as ?.
std::string one_line(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::uint32_t code_point = 0;
    const size_t length = utf8_length(text, code_point);
    const bool is_control = code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0) ||
                            code_point == 0x2028 || code_point == 0x2029;
    if (length == 0) {
      out += '?';
    } else if (is_control) {
      out += ' ';
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  const std::string_view trimmed = trim(out);
  return trimmed.empty() ? "untitled" : std::string(trimmed);
}

// reference.config of Suricata 7, Snort 2.9 and Snort 3 all have the kinds cve and url.
struct ReferenceKind {
  std::string_view ours;
  std::string_view before;  ///< "kind,", and how the value begins
  std::string_view behind;
};
constexpr ReferenceKind kinds[] = {
    {"cve", "cve,", ""},
    {"cwe", "url,cwe.mitre.org/data/definitions/", ".html"},
    {"capec", "url,capec.mitre.org/data/definitions/", ".html"},
    {"attack", "url,attack.mitre.org/techniques/", ""},
    {"rfc", "url,www.rfc-editor.org/rfc/rfc", ""},
    {"https", "url,", ""},
    {"http", "url,", ""},
};

/// Suricata 7 takes these in a reference, and cuts it at the first other byte.
bool is_reference_text(std::string_view text) {
  for (const char c : text) {
    if (!is_alphanumeric(c) && !is_one_of(c, "-_./?=")) return false;
  }
  return !text.empty();
}

}  // namespace

std::string content_text(std::string_view bytes) {
  std::string out;
  bool in_hex = false;
  for (const char c : bytes) {
    const bool is_plain = is_alphanumeric(c) || is_one_of(c, "._-/=@");
    if (is_plain == in_hex) out += '|';
    if (is_plain) {
      out += c;
    } else {
      if (in_hex) out += ' ';
      out += fmt::format("{:02x}", static_cast<unsigned char>(c));
    }
    in_hex = !is_plain;
  }
  if (in_hex) out += '|';
  return out;
}

std::string suricata_message(std::string_view title) {
  std::string out;
  for (const char c : one_line(title)) {
    if (is_one_of(c, "\";\\")) out += '\\';
    out += c;
  }
  return out;
}

std::string snort_message(std::string_view title) {
  std::string out = one_line(title);
  for (char& c : out) {
    if (c == '"') c = '\'';
    if (c == '\\') c = '/';
    if (c == ';') c = ',';
  }
  return out;
}

std::string metadata_value(std::string_view text) {
  std::string out;
  for (const char c : text)
    out += is_alphanumeric(c) || is_one_of(c, "._-@/+:") ? c : '_';
  return out.empty() ? "_" : out;
}

std::string reference_value(std::string_view reference) {
  const size_t colon = reference.find(':');
  if (colon == std::string_view::npos) return {};
  const std::string kind = to_lower_ascii(reference.substr(0, colon));
  std::string value(reference.substr(colon + 1));
  if (kind.starts_with("http")) {
    if (!value.starts_with("//")) return {};
    value.erase(0, 2);
  }
  if (!is_reference_text(value)) return {};
  for (const ReferenceKind& row : kinds) {
    if (kind != row.ours) continue;
    // T1059.004 is techniques/T1059/004.
    const size_t dot = value.find('.');
    if (kind == "attack" && dot != std::string::npos) value[dot] = '/';
    if (kind == "cve" && value.starts_with("CVE-")) value.erase(0, 4);
    return std::string(row.before) + value + std::string(row.behind);
  }
  return {};
}

}  // namespace sig::compile

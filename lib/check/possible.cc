#include "check/possible.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "check/regex_bytes.h"
#include "model/names.h"

namespace sig::check {
namespace {

constexpr std::string_view flag_order = "FSRPAUEC";

ByteSet bytes_of(std::string_view text) {
  ByteSet set;
  for (const char c : text)
    set.set(static_cast<unsigned char>(c));
  return set;
}

/// What a decode leaves behind; defined in schemas/signature.md.
struct DecodeEffect {
  bool makes_any_byte;           ///< whatever was impossible before is possible again
  std::string_view no_bytes;     ///< bytes that are gone behind it
  std::string_view no_text;      ///< a text that is gone behind it
  std::string_view no_text_too;  ///< another one
  bool keeps_texts;              ///< texts that were gone before stay gone
  std::string_view reason;
};

DecodeEffect effect_of(Decode decode) {
  switch (decode) {
    case Decode::Lowercase:
      return {false,
              "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
              "",
              "",
              true,
              "the decode lowercase leaves no upper-case letter"};
    case Decode::Whitespace:
      return {false,
              "\t\n\v\f\r",
              "  ",
              "",
              true,
              "the decode whitespace makes every run of white space one space"};
    case Decode::Path:
      return {false,
              "\\",
              "//",
              "/./",
              false,
              "the decode path resolves \"//\" and \"/./\" and turns \"\\\" into \"/\""};
    case Decode::Nulls:
      return {
          false, std::string_view("\0", 1), "", "", false, "the decode nulls removes NUL bytes"};
    case Decode::Comments:
      return {false, "", "/*", "", false, "the decode comments replaces comments by a space"};
    default:
      return {true, "", "", "", false, ""};
  }
}

Impossible impossible_in_field(FieldId field) {
  switch (field) {
    case FieldId::DnsQuery:
      return {byte_range('A', 'Z'), "dns.query is in lower case"};
    case FieldId::PacketProtocol:
      return {byte_range('A', 'Z'), "packet.protocol is in lower case"};
    case FieldId::TlsJa3:
      return {~(byte_range('0', '9') | byte_range('a', 'f')),
              "tls.ja3 is 32 lower-case hexadecimal digits"};
    case FieldId::TcpFlags:
      return {~bytes_of(flag_order), "tcp.flags is letters of FSRPAUEC in this order"};
    case FieldId::HttpPath:
      return {bytes_of("?"), "http.path ends before the \"?\""};
    default:
      return {};
  }
}

/// What is impossible behind all decodes, and which texts are.
struct Behind {
  Impossible bytes;
  std::vector<std::pair<std::string_view, std::string_view>> texts;  ///< text and reason
};

Behind behind_decodes(const Test& test) {
  Behind out{impossible_in_field(test.field.id), {}};
  for (const Decode decode : test.decode) {
    const DecodeEffect effect = effect_of(decode);
    if (effect.makes_any_byte) {
      out = {};
      continue;
    }
    if (!effect.keeps_texts) out.texts.clear();
    const ByteSet gone = bytes_of(effect.no_bytes);
    if (gone.any()) {
      out.bytes.bytes |= gone;
      out.bytes.reason += fmt::format("{}{}", out.bytes.reason.empty() ? "" : "; ", effect.reason);
    }
    for (const std::string_view text : {effect.no_text, effect.no_text_too}) {
      if (!text.empty()) out.texts.emplace_back(text, effect.reason);
    }
  }
  return out;
}

bool is_resolved_path(const Test& test) {
  const bool is_path = test.field.id == FieldId::HttpPath;
  return is_path && !test.decode.empty() && test.decode.back() == Decode::Path;
}

/// True when the letters stand in the order in which tcp.flags gives them, each at most once.
bool is_flag_text(std::string_view text) {
  size_t from = 0;
  for (const char c : text) {
    const size_t found = flag_order.find(c, from);
    if (found == std::string_view::npos) return false;
    from = found + 1;
  }
  return true;
}

}  // namespace

Impossible impossible_bytes(const Test& test) {
  return behind_decodes(test).bytes;
}

std::string impossible_text(const Test& test, std::string_view text) {
  const Behind behind = behind_decodes(test);
  for (const char c : text) {
    const ByteSet choices = one_byte(static_cast<unsigned char>(c), test.ignore_case);
    if ((choices & ~behind.bytes.bytes).none()) return behind.bytes.reason;
  }
  for (const auto& [gone, reason] : behind.texts) {
    if (text.find(gone) != std::string_view::npos) return std::string(reason);
  }
  if (is_resolved_path(test) && text.find("../") != std::string_view::npos) {
    return "the decode path resolves \"../\"; look for it before that decode";
  }
  if (test.field.id == FieldId::TcpFlags && test.decode.empty() && !is_flag_text(text)) {
    return "tcp.flags is letters of FSRPAUEC in this order";
  }
  const bool whole = test.op == Operator::Equals || test.op == Operator::OneOf;
  if (test.field.id == FieldId::TlsJa3 && whole && test.decode.empty() && text.size() != 32) {
    return "tls.ja3 is 32 lower-case hexadecimal digits";
  }
  if (test.field.id == FieldId::DnsQuery && text.ends_with('.') &&
      (whole || test.op == Operator::EndsWith)) {
    return "dns.query has no final dot";
  }
  return {};
}

}  // namespace sig::check

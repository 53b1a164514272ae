#include <array>

#include "base/text.h"
#include "source/ips_readers.h"

namespace sig::source::ips {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Text with |41 42| and escapes -> bytes, as the engines read it.
class ContentDecoder {
 public:
  ContentDecoder(IpsDraft& draft, const IpsWord& value) : draft_(draft), value_(value) {}

  bool decode(std::string& out) {
    out.reserve(value_.text.size());
    for (size_t i = 0; i < value_.text.size() && ok_; ++i) {
      const char c = value_.text[i];
      if (c == '|') {
        toggle_hex(i);
      } else if (in_hex_) {
        take_hex(c, i, out);
      } else if (c == '\\') {
        take_escape(i, out);
      } else if (c == '"') {
        fail(i, 1, "a quote inside of the content", "write it as \\\" or |22|");
      } else {
        out.push_back(c);
      }
    }
    if (ok_ && in_hex_) fail(hex_at_, 1, "the | of the hex bytes is not closed", "");
    return ok_;
  }

 private:
  void fail(size_t at, size_t length, std::string message, std::string help) {
    ok_ = false;
    draft_.findings.error(code::bad_content,
                          {value_.text.substr(at, length), value_.at + at},
                          std::move(message),
                          {},
                          std::move(help));
  }

  void toggle_hex(size_t i) {
    if (in_hex_ && high_ >= 0) {
      fail(i - 1, 1, "a hex byte has one digit", "write 0 in front of it");
      return;
    }
    in_hex_ = !in_hex_;
    hex_at_ = i;
  }

  void take_hex(char c, size_t i, std::string& out) {
    const int digit = hex_value(c);
    if (digit < 0 && (c == ' ' || c == ',')) return;
    if (digit < 0) {
      fail(i, 1, "no hex digit in the hex bytes", "put text outside of the | |");
    } else if (high_ < 0) {
      high_ = digit;
    } else {
      out.push_back(static_cast<char>(high_ * 16 + digit));
      high_ = -1;
    }
  }

  void take_escape(size_t& i, std::string& out) {
    const char c = i + 1 < value_.text.size() ? value_.text[i + 1] : '\0';
    const bool is_known = c == '\\' || c == '"' || c == ';' || c == ':';
    if (is_known || (draft_.rule.dialect != IpsDialect::Suricata && c != '\0')) {
      out.push_back(c);
      ++i;
      return;
    }
    fail(i, 1, "a backslash that escapes nothing", "write it as \\\\ or |5c|");
  }

  IpsDraft& draft_;
  const IpsWord& value_;
  bool ok_ = true;
  bool in_hex_ = false;
  size_t hex_at_ = 0;
  int high_ = -1;
};

bool read_content(
    IpsDraft& draft, const IpsWord& value, bool negated, const IpsWord& whole, IpsContent& out) {
  if (!ContentDecoder(draft, value).decode(out.bytes)) return false;
  if (out.bytes.empty()) {
    draft.findings.error(code::bad_content, whole, "the content is empty");
    return false;
  }
  out.negated = negated;
  out.span = draft.findings.span(whole);
  return true;
}

/// The quoted text at the start of a Snort 3 content, and where it ends.
size_t end_of_quoted(std::string_view raw) {
  for (size_t i = 1; i < raw.size(); ++i) {
    if (raw[i] == '\\') {
      ++i;
    } else if (raw[i] == '"') {
      return i;
    }
  }
  return std::string_view::npos;
}

void snort3_content(IpsDraft& draft, const IpsOption& option) {
  IpsWord raw = option.raw;
  const bool negated = raw.text.starts_with('!');
  if (negated) raw = trim_word(raw.text.substr(1), raw.at + 1);
  const size_t end = raw.text.starts_with('"') ? end_of_quoted(raw.text) : std::string_view::npos;
  if (end == std::string_view::npos) {
    draft.findings.error(
        code::unclosed_rule_quote, raw, "the content is not a text in closed quotes");
    return;
  }
  IpsContent content;
  const IpsWord inner{raw.text.substr(1, end - 1), raw.at + 1};
  if (!read_content(draft, inner, negated, {raw.text.substr(0, end + 1), raw.at}, content)) return;
  draft.add_check(std::move(content), option.name);
  const IpsWord rest = trim_word(raw.text.substr(end + 1), raw.at + end + 1);
  if (rest.text.empty()) return;
  if (!rest.text.starts_with(',')) {
    draft.bad_value(option, "expected a comma behind the quoted content");
    return;
  }
  for (const IpsWord& part : comma_parts({rest.text.substr(1), rest.at + 1}))
    content_modifier(draft, part);
}

}  // namespace

void content(IpsDraft& draft, const IpsOption& option) {
  if (draft.rule.dialect == IpsDialect::Snort3) return snort3_content(draft, option);
  IpsContent content;
  if (!read_content(draft, option.value, option.is_negated, option.raw, content)) return;
  draft.add_check(std::move(content), option.name);
}

void uricontent(IpsDraft& draft, const IpsOption& option) {
  IpsContent content;
  if (draft.has_sticky()) {
    draft.findings.error(code::mixed_buffers,
                         option.name,
                         "uricontent behind a sticky buffer",
                         {},
                         "write http.uri; content:... instead");
    return;
  }
  if (!read_content(draft, option.value, option.is_negated, option.raw, content)) return;
  draft.add_to(IpsBuffer::HttpUri, std::move(content), option.name);
}

}  // namespace sig::source::ips

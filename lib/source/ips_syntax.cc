#include "source/ips_syntax.h"

namespace sig::source {
namespace {

/// Cuts the header: words divided by blanks, where brackets hold blanks together.
class HeaderCutter {
 public:
  explicit HeaderCutter(std::string_view text) : text_(text) {}

  IpsWord word() {
    skip_blanks();
    const size_t start = at_;
    size_t depth = 0;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '[') ++depth;
      if (c == ']' && depth > 0) --depth;
      if (c == '(' || (depth == 0 && is_ips_blank(c))) break;
    }
    return {text_.substr(start, at_ - start), start};
  }
  bool at_body() {
    skip_blanks();
    return at_ < text_.size() && text_[at_] == '(';
  }
  size_t at() const { return at_; }

 private:
  void skip_blanks() {
    while (at_ < text_.size() && is_ips_blank(text_[at_]))
      ++at_;
  }

  std::string_view text_;
  size_t at_ = 0;
};

/// The ; that ends the option which starts at `at`. Only Snort 3 lets quotes hide one.
size_t end_of_option(std::string_view body, size_t at, IpsDialect dialect) {
  bool quoted = false;
  for (size_t i = at; i < body.size(); ++i) {
    const char c = body[i];
    if (c == '\\') {
      ++i;
    } else if (c == '"' && dialect == IpsDialect::Snort3) {
      quoted = !quoted;
    } else if (c == ';' && !quoted) {
      return i;
    }
  }
  return std::string_view::npos;
}

IpsOption cut_option(std::string_view part, size_t at) {
  IpsOption option;
  const size_t colon = part.find(':');
  option.has_colon = colon != std::string_view::npos;
  option.name = trim_word(part.substr(0, colon), at);
  if (!option.has_colon) return option;
  IpsWord value = trim_word(part.substr(colon + 1), at + colon + 1);
  option.raw = value;
  if (value.text.starts_with('!')) {
    const IpsWord inner = trim_word(value.text.substr(1), value.at + 1);
    if (inner.text.starts_with('"')) {
      option.is_negated = true;
      value = inner;
    }
  }
  if (value.text.starts_with('"')) {
    option.is_unclosed = value.text.size() < 2 || !value.text.ends_with('"');
    option.is_quoted = true;
    value = {value.text.substr(1, value.text.size() - (option.is_unclosed ? 1 : 2)), value.at + 1};
  }
  option.value = value;
  return option;
}

void cut_options(std::string_view text, size_t body_end, IpsDialect dialect, IpsSyntax& out) {
  const std::string_view body = text.substr(0, body_end);
  size_t at = out.body;
  for (;;) {
    while (at < body.size() && is_ips_blank(body[at]))
      ++at;
    if (at >= body.size()) return;
    const size_t end = end_of_option(body, at, dialect);
    if (end == std::string_view::npos) {
      out.unterminated = at;
      return;
    }
    if (out.options.size() > 4096) return;
    out.options.push_back(cut_option(body.substr(at, end - at), at));
    at = end + 1;
  }
}

}  // namespace

IpsWord trim_word(std::string_view text, size_t at) {
  while (!text.empty() && is_ips_blank(text.front())) {
    text.remove_prefix(1);
    ++at;
  }
  while (!text.empty() && is_ips_blank(text.back()))
    text.remove_suffix(1);
  return {text, at};
}

void cut_ips_rule(std::string_view text, IpsDialect dialect, IpsSyntax& out) {
  HeaderCutter header(text);
  out.action = header.word();
  if (!header.at_body()) out.protocol = header.word();
  out.has_addresses = !header.at_body();
  if (out.has_addresses) {
    out.source = header.word();
    out.source_ports = header.word();
    out.direction = header.word();
    out.destination = header.word();
    out.destination_ports = header.word();
  }
  out.has_body = header.at_body();
  out.body = header.at();
  if (!out.has_body) return;
  while (out.body < text.size() && (is_ips_blank(text[out.body]) || text[out.body] == '('))
    ++out.body;
  size_t end = text.size();
  while (end > out.body && (is_ips_blank(text[end - 1]) || text[end - 1] == ')')) {
    out.is_closed = out.is_closed || text[end - 1] == ')';
    --end;
  }
  cut_options(text, end, dialect, out);
}

}  // namespace sig::source

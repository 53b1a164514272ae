#include <array>

#include "base/text.h"
#include "source/ips_readers.h"

namespace sig::source::ips {
namespace {

struct BufferFlag {
  char flag;
  IpsBuffer buffer;
};
constexpr std::array buffer_flags{
    BufferFlag{'U', IpsBuffer::HttpUri},
    BufferFlag{'I', IpsBuffer::HttpUriRaw},
    BufferFlag{'P', IpsBuffer::HttpRequestBody},
    BufferFlag{'Q', IpsBuffer::HttpResponseBody},
    BufferFlag{'H', IpsBuffer::HttpHeader},
    BufferFlag{'D', IpsBuffer::HttpHeaderRaw},
    BufferFlag{'M', IpsBuffer::HttpMethod},
    BufferFlag{'C', IpsBuffer::HttpCookie},
    BufferFlag{'S', IpsBuffer::HttpStatCode},
    BufferFlag{'Y', IpsBuffer::HttpStatMsg},
    BufferFlag{'V', IpsBuffer::HttpUserAgent},
    BufferFlag{'W', IpsBuffer::HttpHost},
    BufferFlag{'Z', IpsBuffer::HttpHostRaw},
};

struct PcreParts {
  IpsWord pattern, flags, captures;
};

/// Cuts /pattern/flags, kind:name, ...; nothing when there are no two slashes.
std::optional<PcreParts> cut_pcre(const IpsWord& value) {
  const bool is_m = value.text.starts_with("m/");  // Snort 3
  const size_t first = is_m ? 1 : 0;
  const size_t last = value.text.rfind('/');
  if (value.text.size() < first + 2 || value.text[first] != '/' || last == first)
    return std::nullopt;
  PcreParts parts;
  parts.pattern = {value.text.substr(first + 1, last - first - 1), value.at + first + 1};
  const size_t comma = std::min(value.text.find(',', last), value.text.size());
  parts.flags = trim_word(value.text.substr(last + 1, comma - last - 1), value.at + last + 1);
  parts.captures = {value.text.substr(comma), value.at + comma};
  return parts;
}

class PcreReader {
 public:
  PcreReader(IpsDraft& draft, const IpsOption& option) : draft_(draft), option_(option) {}

  void read(const IpsWord& value, bool negated) {
    const auto parts = cut_pcre(value);
    if (!parts || parts->pattern.text.empty()) {
      draft_.findings.error(code::bad_pcre,
                            option_.raw,
                            "the value is not a regex between slashes",
                            "expected /.../");
      return;
    }
    pcre_.pattern = std::string(parts->pattern.text);
    pcre_.negated = negated;
    pcre_.span = draft_.findings.span(option_.raw);
    for (size_t i = 0; i < parts->flags.text.size(); ++i)
      take_flag(parts->flags.text[i], {parts->flags.text.substr(i, 1), parts->flags.at + i});
    read_captures(parts->captures);
    if (ok_) place();
  }

 private:
  void fail(std::string_view code,
            const IpsWord& word,
            std::string message,
            std::string help = {}) {
    ok_ = false;
    draft_.findings.error(code, word, std::move(message), {}, std::move(help));
  }

  void take_flag(char flag, const IpsWord& word) {
    if (std::string_view("imsxAEG").find(flag) != std::string_view::npos) {
      pcre_.flags.push_back(flag);
    } else if (flag == 'R') {
      pcre_.relative = true;
    } else if (flag == 'B' || flag == 'O') {
      // Raw bytes is no other buffer here; O lifts a limit that is not ours.
    } else if (flag == 'K' && draft_.rule.dialect == IpsDialect::Snort2) {
      take_buffer(IpsBuffer::HttpCookie, word);
    } else {
      for (const BufferFlag& row : buffer_flags) {
        if (row.flag == flag) return take_buffer(row.buffer, word);
      }
      fail(code::bad_pcre, word, "unknown flag " + quote(word.text) + " of the regex");
    }
  }

  void take_buffer(IpsBuffer buffer, const IpsWord& word) {
    if (buffer_ && *buffer_ != buffer) {
      fail(code::mixed_buffers, word, "the regex has flags of two buffers");
    } else if (draft_.has_sticky() && !is_sticky(buffer)) {
      fail(code::mixed_buffers,
           word,
           "the flag " + quote(word.text) + " of the regex stands behind a sticky buffer",
           "put " + std::string(names_of(buffer).name) + " in front of the pcre, or pkt_data");
    }
    buffer_ = buffer;
  }

  /// The body of a response is file data for Suricata.
  bool is_sticky(IpsBuffer buffer) const {
    const auto now = draft_.sticky_now();
    return now == buffer || (buffer == IpsBuffer::HttpResponseBody && now == IpsBuffer::FileData);
  }

  void read_captures(const IpsWord& captures) {
    if (captures.text.empty()) return;
    for (const IpsWord& part : comma_parts({captures.text.substr(1), captures.at + 1})) {
      const bool known = part.text.starts_with("flow:") || part.text.starts_with("pkt:") ||
                         part.text.starts_with("alert:");
      if (!known || part.text.ends_with(':')) {
        return fail(
            code::bad_pcre, part, quote(part.text) + " is no flow:NAME, pkt:NAME or alert:NAME");
      }
      pcre_.captures.emplace_back(part.text);
    }
  }

  void place() {
    if (buffer_ && !draft_.has_sticky()) {
      draft_.add_to(*buffer_, std::move(pcre_), option_.name);
    } else {
      draft_.add_check(std::move(pcre_), option_.name);
    }
  }

  IpsDraft& draft_;
  const IpsOption& option_;
  IpsPcre pcre_;
  std::optional<IpsBuffer> buffer_;
  bool ok_ = true;
};

}  // namespace

void pcre(IpsDraft& draft, const IpsOption& option) {
  PcreReader(draft, option).read(option.value, option.is_negated);
}

}  // namespace sig::source::ips

#include <array>

#include "base/text.h"
#include "source/ips_readers.h"

namespace sig::source::ips {
namespace {

struct TransformName {
  std::string_view name;
  IpsTransform transform;
};
constexpr std::array transforms{
    TransformName{"dotprefix", IpsTransform::DotPrefix},
    TransformName{"strip_whitespace", IpsTransform::StripWhitespace},
    TransformName{"compress_whitespace", IpsTransform::CompressWhitespace},
    TransformName{"to_lowercase", IpsTransform::ToLowercase},
    TransformName{"to_uppercase", IpsTransform::ToUppercase},
    TransformName{"to_md5", IpsTransform::ToMd5},
    TransformName{"to_sha1", IpsTransform::ToSha1},
    TransformName{"to_sha256", IpsTransform::ToSha256},
    TransformName{"url_decode", IpsTransform::UrlDecode},
    TransformName{"xor", IpsTransform::Xor},
    TransformName{"pcrexform", IpsTransform::Pcrexform},
    TransformName{"header_lowercase", IpsTransform::HeaderLowercase},
    TransformName{"strip_pseudo_headers", IpsTransform::StripPseudoHeaders},
};

std::optional<std::string> hex_bytes(std::string_view text) {
  std::string out;
  int high = -1;
  for (const char c : text) {
    if (c == ' ') continue;
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (digit < 0) return std::nullopt;
    if (high >= 0) out.push_back(static_cast<char>(high * 16 + digit));
    high = high < 0 ? digit : -1;
  }
  if (high >= 0 || out.empty() || out.size() > 255) return std::nullopt;
  return out;
}

}  // namespace

void sticky(IpsDraft& draft, const IpsOption& option, IpsBuffer buffer) {
  draft.set_sticky(buffer, option.name);
  if (!option.has_colon || option.value.text.empty()) return;
  // Snort 3 has parts of buffers: http_header: field user-agent.
  draft.unsupported(option.name, "a part of the buffer: " + std::string(option.value.text));
}

void other_sticky(IpsDraft& draft, const IpsOption& option) {
  draft.set_sticky(IpsBuffer::Other, option.name, std::string(option.name.text));
  draft.unsupported(option.name, "not executed by the built-in matcher");
}

void frame(IpsDraft& draft, const IpsOption& option) {
  std::string name(option.value.text);
  // "request.line" of SIP has no protocol either.
  if (name.find('.') == std::string::npos || name.starts_with("request.") ||
      name.starts_with("response.")) {
    const std::string_view protocol = draft.rule.protocol;
    if (protocol == "tcp" || protocol == "udp" || protocol == "ip") {
      return draft.bad_value(option, quote(name) + " lacks its protocol", "as in http.request");
    }
    name = std::string(protocol) + "." + name;
  }
  draft.set_sticky(IpsBuffer::Frame, option.name, std::move(name));
}

void pkt_data(IpsDraft& draft, const IpsOption& option) {
  draft.reset_sticky(option.name);
}

void raw_data(IpsDraft& draft, const IpsOption& option) {
  draft.set_sticky(IpsBuffer::PktData, option.name);
}

void transform(IpsDraft& draft, const IpsOption& option) {
  for (const TransformName& row : transforms) {
    if (row.name != option.name.text) continue;
    IpsTransformStep step{row.transform, std::string(option.value.text)};
    if (row.transform == IpsTransform::Xor) {
      auto key = hex_bytes(option.value.text);
      if (!key) return draft.bad_value(option, quote(option.value.text) + " are no bytes in hex");
      step.argument = *std::move(key);
    }
    return draft.add_transform(std::move(step), option.name);
  }
}

}  // namespace sig::source::ips

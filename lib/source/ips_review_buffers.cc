#include <algorithm>
#include <array>

#include "base/text.h"
#include "source/ips_review.h"

namespace sig::source {
namespace {

bool is_hash(IpsBuffer buffer) {
  return buffer == IpsBuffer::Ja3Hash || buffer == IpsBuffer::Ja3sHash ||
         buffer == IpsBuffer::SshHassh || buffer == IpsBuffer::SshHasshServer ||
         buffer == IpsBuffer::QuicCyuHash;
}

bool has_upper(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

/// What Suricata knows about a buffer that a content cannot agree with; empty: nothing.
std::string_view what_is_wrong(IpsBuffer buffer, const IpsContent& content) {
  const std::string_view bytes = content.bytes;
  if (buffer == IpsBuffer::HttpHost && content.ignore_case) {
    return "the host is in lower case already: nocase is refused";
  }
  if (buffer == IpsBuffer::HttpHost && has_upper(bytes)) {
    return "the host is in lower case: a capital letter is never found";
  }
  if (buffer == IpsBuffer::HttpMethod && (bytes.front() == ' ' || bytes.front() == '\t')) {
    return "no method starts with a blank";
  }
  if (buffer == IpsBuffer::HttpMethod && (bytes.back() == ' ' || bytes.back() == '\t')) {
    return "no method ends with a blank";
  }
  if (is_hash(buffer) && bytes.size() != 32) return "the hash has 32 letters";
  if (buffer == IpsBuffer::TlsCertFingerprint && bytes.size() != 59) {
    return "a fingerprint has 20 bytes in hex, with colons: 59 letters";
  }
  return {};
}

void review_contents(const IpsInspection& inspection, IpsDraft& draft) {
  if (!inspection.transforms.empty()) return;
  for (const IpsCheck& check : inspection.checks) {
    const auto* content = std::get_if<IpsContent>(&check);
    if (content == nullptr) continue;
    const std::string_view wrong = what_is_wrong(inspection.buffer, *content);
    if (!wrong.empty())
      draft.findings.error_at(code::never_matches, content->span, std::string(wrong));
  }
}

/// An exact size of the buffer that is smaller than a content in it.
void review_size(const IpsInspection& inspection, IpsDraft& draft) {
  for (const IpsCheck& check : inspection.checks) {
    const auto* size = std::get_if<IpsBufferSize>(&check);
    if (size == nullptr || size->size.negated || size->size.low != size->size.high) continue;
    for (const IpsCheck& other : inspection.checks) {
      const auto* content = std::get_if<IpsContent>(&other);
      if (content == nullptr || content->negated || !size->span.length) continue;
      const std::uint64_t offset =
          content->offset && content->offset->variable.empty() && content->offset->number > 0
              ? static_cast<std::uint64_t>(content->offset->number)
              : 0;
      if (content->bytes.size() + offset <= size->size.low) continue;
      draft.findings.error_at(
          code::never_matches,
          size->span,
          "a content reaches over the " + std::to_string(size->size.low) + " bytes");
      return;
    }
  }
}

/// A relative regex needs something in the same buffer in front of it.
void review_relative(const IpsInspection& inspection, IpsDraft& draft) {
  for (size_t i = 0; i < inspection.checks.size(); ++i) {
    const auto* pcre = std::get_if<IpsPcre>(&inspection.checks[i]);
    if (pcre == nullptr || !pcre->relative || i > 0) continue;
    draft.findings.error_at(code::modifier_without_content,
                            pcre->span,
                            "R needs a match in the same buffer in front of it");
  }
}

/// flow: goes one way, and the buffer exists only on the other.
void review_direction(const IpsInspection& inspection, IpsDraft& draft) {
  const auto& flow = draft.rule.flow;
  const IpsBufferNames& names = names_of(inspection.buffer);
  const bool to_server = flow && flow->to_server;
  const bool to_client = flow && flow->to_client;
  if (inspection.buffer == IpsBuffer::HttpHeaderRaw && !to_server && !to_client) {
    draft.findings.error_at(code::mixed_buffers,
                            inspection.span,
                            "http.header.raw needs flow:to_server or flow:to_client");
  }
  if (names.protocol != "http") return;
  const bool is_wrong = (to_server && names.side == IpsSide::Response &&
                         inspection.buffer != IpsBuffer::HttpResponseBody) ||
                        (to_client && names.side == IpsSide::Request);
  if (!is_wrong) return;
  draft.findings.error_at(code::mixed_buffers,
                          inspection.span,
                          std::string(names.name) + " does not exist in the direction of flow:" +
                              (to_server ? "to_server" : "to_client"));
}

}  // namespace

void review_ips_buffers(IpsDraft& draft) {
  if (draft.rule.dialect != IpsDialect::Suricata) return;
  for (const IpsInspection& inspection : draft.rule.inspections) {
    review_contents(inspection, draft);
    review_size(inspection, draft);
    review_relative(inspection, draft);
    review_direction(inspection, draft);
  }
}

}  // namespace sig::source

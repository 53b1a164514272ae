#include <algorithm>

#include "base/text.h"
#include "source/ips_readers.h"

namespace sig::source::ips {
namespace {

/// A number of 32 bits that is not 0.
bool read_id(IpsDraft& draft, const IpsOption& option, std::uint32_t& out) {
  if (!draft.once(option.name.text, option)) return false;
  const auto number = parse_unsigned(option.value.text);
  if (!number || *number == 0 || *number > 0xffffffffU) {
    draft.bad_value(option,
                    quote(option.value.text) + " is no " + std::string(option.name.text),
                    "expected a number from 1 to 4294967295");
    return false;
  }
  out = static_cast<std::uint32_t>(*number);
  return true;
}

std::string without_escapes(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const char next = i + 1 < text.size() ? text[i + 1] : '\0';
    const bool escapes =
        text[i] == '\\' && (next == ';' || next == '"' || next == '\\' || next == ':');
    if (escapes) ++i;
    out.push_back(text[i]);
  }
  return out;
}

}  // namespace

void msg(IpsDraft& draft, const IpsOption& option) {
  if (draft.once("msg", option)) draft.rule.msg = without_escapes(option.value.text);
}

void sid(IpsDraft& draft, const IpsOption& option) {
  if (read_id(draft, option, draft.rule.sid)) {
    draft.findings.set_subject(std::to_string(draft.rule.sid));
  }
}

void gid(IpsDraft& draft, const IpsOption& option) {
  const auto number = parse_unsigned(option.value.text);
  if (!number || *number > 0xffffffffU) {
    return draft.bad_value(option, quote(option.value.text) + " is no gid");
  }
  draft.rule.gid = static_cast<std::uint32_t>(*number);
}

void rev(IpsDraft& draft, const IpsOption& option) {
  read_id(draft, option, draft.rule.rev);
}

void classtype(IpsDraft& draft, const IpsOption& option) {
  const std::string_view name = option.value.text;
  const bool ok = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
  });
  if (!ok) return draft.bad_value(option, quote(name) + " is no name of a class");
  draft.rule.classtype = std::string(name);
}

void priority(IpsDraft& draft, const IpsOption& option) {
  const auto number = parse_unsigned(option.value.text);
  if (!number) return draft.bad_value(option, quote(option.value.text) + " is no number");
  draft.rule.priority = static_cast<std::uint8_t>(std::clamp<std::uint64_t>(*number, 1, 255));
}

void reference(IpsDraft& draft, const IpsOption& option) {
  const size_t comma = option.value.text.find(',');
  if (comma == std::string_view::npos || trim(option.value.text.substr(comma + 1)).empty()) {
    return draft.bad_value(
        option, "a reference has a kind, a comma and a value", "as in cve,2024-1234");
  }
  draft.rule.references.emplace_back(trim(option.value.text.substr(0, comma)),
                                     trim(option.value.text.substr(comma + 1)));
}

void metadata(IpsDraft& draft, const IpsOption& option) {
  for (const IpsWord& part : comma_parts(option.value)) {
    if (part.text.empty()) continue;
    const size_t blank = std::min(part.text.find_first_of(" \t"), part.text.size());
    draft.rule.metadata.emplace_back(part.text.substr(0, blank), trim(part.text.substr(blank)));
  }
}

void target(IpsDraft& draft, const IpsOption& option) {
  if (option.value.text != "src_ip" && option.value.text != "dest_ip") {
    return draft.bad_value(
        option, quote(option.value.text) + " is no target", "expected src_ip or dest_ip");
  }
  draft.rule.target = std::string(option.value.text);
}

void noalert(IpsDraft& draft, const IpsOption& option) {
  draft.rule.no_alert = option.name.text == "noalert";
}

void prefilter(IpsDraft& draft, const IpsOption&) {
  draft.rule.prefilter = true;
}

void service(IpsDraft& draft, const IpsOption& option) {
  for (const IpsWord& part : comma_parts(option.value))
    draft.rule.metadata.emplace_back("service", part.text);
}

void without_effect(IpsDraft&, const IpsOption&) {}

void unsupported(IpsDraft& draft, const IpsOption& option) {
  draft.unsupported(option.name, "not executed by the built-in matcher");
}

}  // namespace sig::source::ips

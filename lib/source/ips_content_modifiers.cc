#include <algorithm>
#include <array>

#include "base/text.h"
#include "source/ips_readers.h"

namespace sig::source::ips {
namespace {

constexpr std::int64_t furthest = 1024 * 1024;  // Suricata: DETECT_CONTENT_VALUE_MAX

IpsContent* content_before(IpsDraft& draft, const IpsOption& option) {
  IpsContent* content = draft.last_content();
  if (content == nullptr) {
    draft.findings.error(code::modifier_without_content,
                         option.name,
                         quote(option.name.text) + " needs a content in front of it");
  }
  return content;
}

void conflict(IpsDraft& draft, const IpsOption& option, std::string_view other) {
  draft.findings.error(
      code::conflicting_modifiers,
      option.name,
      quote(option.name.text) + " cannot stand with " + std::string(other) + " on one content");
}

bool refuse_repeated(IpsDraft& draft, const IpsOption& option, bool is_there) {
  if (!is_there) return false;
  draft.findings.error(code::repeated_keyword,
                       option.name,
                       "the content has " + quote(option.name.text) + " already");
  return true;
}

std::optional<IpsAmount> amount_of(IpsDraft& draft,
                                   const IpsOption& option,
                                   std::int64_t low,
                                   std::int64_t high) {
  IpsAmount amount;
  if (!read_amount(option.value.text, draft, amount)) {
    const bool is_name = !option.value.text.empty() &&
                         (std::isalpha(static_cast<unsigned char>(option.value.text[0])) != 0);
    draft.findings.error(
        is_name ? code::unknown_byte_variable : code::bad_keyword_value,
        option.raw.text.empty() ? option.name : option.raw,
        quote(option.value.text) +
            (is_name ? " was set by no byte_extract or byte_math before" : " is not a number"));
    return std::nullopt;
  }
  if (amount.variable.empty() && (amount.number < low || amount.number > high)) {
    draft.bad_value(option,
                    quote(option.value.text) + " is out of range",
                    "expected " + std::to_string(low) + " to " + std::to_string(high));
    return std::nullopt;
  }
  return amount;
}

/// What is refused for offset, depth, distance and within alike.
bool refuse_placing(IpsDraft& draft, const IpsOption& option, const IpsContent& content) {
  const bool is_relative = option.name.text == "distance" || option.name.text == "within";
  if (content.starts_with) {
    conflict(draft, option, "startswith");
  } else if (is_relative && (content.offset || content.depth)) {
    conflict(draft, option, content.offset ? "offset" : "depth");
  } else if (!is_relative && content.is_relative()) {
    conflict(draft, option, content.distance ? "distance" : "within");
  } else if (content.fast_pattern_only) {
    conflict(draft, option, "fast_pattern:only");
  } else {
    return false;
  }
  return true;
}

void refuse_short(IpsDraft& draft,
                  const IpsOption& option,
                  const IpsContent& content,
                  const IpsAmount& amount) {
  if (!amount.variable.empty() || amount.number >= static_cast<std::int64_t>(content.bytes.size()))
    return;
  draft.findings.error(code::never_matches,
                       option.raw,
                       "the content of " + counted(content.bytes.size(), "byte") +
                           " can never lie in the " + std::to_string(amount.number) + " of " +
                           quote(option.name.text));
}

}  // namespace

void nocase(IpsDraft& draft, const IpsOption& option) {
  IpsContent* content = content_before(draft, option);
  if (content == nullptr || refuse_repeated(draft, option, content->ignore_case)) return;
  content->ignore_case = true;
}

void offset(IpsDraft& draft, const IpsOption& option) {
  IpsContent* content = content_before(draft, option);
  if (content == nullptr || refuse_placing(draft, option, *content) ||
      refuse_repeated(draft, option, content->offset.has_value()))
    return;
  content->offset = amount_of(draft, option, 0, 65535);
}

void depth(IpsDraft& draft, const IpsOption& option) {
  IpsContent* content = content_before(draft, option);
  if (content == nullptr || refuse_placing(draft, option, *content) ||
      refuse_repeated(draft, option, content->depth.has_value()))
    return;
  content->depth = amount_of(draft, option, 0, 65535);
  if (content->depth) refuse_short(draft, option, *content, *content->depth);
}

void distance(IpsDraft& draft, const IpsOption& option) {
  IpsContent* content = content_before(draft, option);
  if (content == nullptr || refuse_placing(draft, option, *content) ||
      refuse_repeated(draft, option, content->distance.has_value()))
    return;
  content->distance = amount_of(draft, option, -furthest, furthest);
}

void within(IpsDraft& draft, const IpsOption& option) {
  IpsContent* content = content_before(draft, option);
  if (content == nullptr || refuse_placing(draft, option, *content) ||
      refuse_repeated(draft, option, content->within.has_value()))
    return;
  content->within = amount_of(draft, option, -furthest, furthest);
  if (content->within) refuse_short(draft, option, *content, *content->within);
}

void startswith(IpsDraft& draft, const IpsOption& option) {
  IpsContent* content = content_before(draft, option);
  if (content == nullptr || refuse_repeated(draft, option, content->starts_with)) return;
  if (content->offset || content->depth) {
    conflict(draft, option, content->offset ? "offset" : "depth");
  } else if (content->is_relative()) {
    conflict(draft, option, content->distance ? "distance" : "within");
  } else {
    content->starts_with = true;
    content->offset = IpsAmount{};
    content->depth = IpsAmount{static_cast<std::int64_t>(content->bytes.size()), {}};
  }
}

void endswith(IpsDraft& draft, const IpsOption& option) {
  IpsContent* content = content_before(draft, option);
  if (content == nullptr || refuse_repeated(draft, option, content->ends_with)) return;
  content->ends_with = true;
}

void rawbytes(IpsDraft& draft, const IpsOption& option) {
  IpsContent* content = content_before(draft, option);
  if (content == nullptr || refuse_repeated(draft, option, content->rawbytes)) return;
  content->rawbytes = true;
}

void fast_pattern(IpsDraft& draft, const IpsOption& option) {
  IpsContent* content = content_before(draft, option);
  if (content == nullptr) return;
  if (content->negated && content->is_relative()) {
    return conflict(draft, option, "the ! and a place");
  }
  if (!draft.once("fast_pattern", option)) return;
  content->fast_pattern = true;
  const std::string_view value = option.value.text;
  if (value.empty()) return;
  if (value == "only") {
    if (content->negated || content->is_relative() || content->offset || content->depth) {
      return conflict(draft, option, "a place or !");
    }
    content->fast_pattern_only = true;
    return;
  }
  const std::vector<IpsWord> parts = comma_parts(option.value);
  const auto start = parse_unsigned(parts[0].text);
  const auto length = parts.size() == 2 ? parse_unsigned(parts[1].text) : std::nullopt;
  if (!start || !length || *start > 65535 || *length > 65535) {
    return draft.bad_value(option,
                           quote(value) + " is no part of a content",
                           "expected only, or an offset and a length");
  }
  if (*start + *length > content->bytes.size()) {
    return draft.bad_value(option, "the part reaches over the end of the content");
  }
  content->fast_pattern_chop = {static_cast<std::uint16_t>(*start),
                                static_cast<std::uint16_t>(*length)};
}

void replace(IpsDraft& draft, const IpsOption& option) {
  if (content_before(draft, option) == nullptr) return;
  draft.unsupported(option.name, "packets are not changed");
}

void buffer_modifier(IpsDraft& draft, const IpsOption& option, IpsBuffer buffer) {
  if (draft.has_sticky() && draft.rule.dialect == IpsDialect::Suricata) {
    draft.findings.error(code::mixed_buffers,
                         option.name,
                         quote(option.name.text) + " stands behind a sticky buffer",
                         {},
                         "put " + std::string(names_of(buffer).name) +
                             " in front of its content, or pkt_data before it");
    return;
  }
  const IpsContent* content = content_before(draft, option);
  if (content == nullptr) return;
  if (content->rawbytes) return conflict(draft, option, "rawbytes");
  draft.move_last_content(buffer, option.name);
}

void content_modifier(IpsDraft& draft, const IpsWord& word) {
  using Reader = void (*)(IpsDraft&, const IpsOption&);
  struct Row {
    std::string_view name;
    Reader read;
  };
  static constexpr std::array rows{Row{"nocase", nocase},
                                   Row{"offset", offset},
                                   Row{"depth", depth},
                                   Row{"distance", distance},
                                   Row{"within", within},
                                   Row{"rawbytes", rawbytes},
                                   Row{"fast_pattern", fast_pattern},
                                   Row{"fast_pattern_offset", without_effect},
                                   Row{"fast_pattern_length", without_effect}};
  const size_t blank = std::min(word.text.find(' '), word.text.size());
  IpsOption option;
  option.name = {word.text.substr(0, blank), word.at};
  option.value = trim_word(word.text.substr(blank), word.at + blank);
  option.raw = option.value;
  option.has_colon = !option.value.text.empty();
  for (const Row& row : rows) {
    if (row.name == option.name.text) return row.read(draft, option);
  }
  draft.findings.error(
      code::unknown_keyword, option.name, "unknown modifier " + quote(option.name.text));
}

}  // namespace sig::source::ips

#include <array>

#include "base/text.h"
#include "source/ips_byte_options.h"
#include "source/ips_readers.h"

namespace sig::source::ips {
namespace {

bool needs_parts(IpsDraft& draft, const IpsOption& option, size_t there, size_t least) {
  if (there >= least) return true;
  draft.bad_value(option,
                  quote(option.name.text) + " lacks a part",
                  "expected at least " + std::to_string(least) + " parts between commas");
  return false;
}

struct Comparison {
  std::string_view sign;
  IpsCompare compare;
};
constexpr std::array comparisons{
    Comparison{"<", IpsCompare::Less},
    Comparison{">", IpsCompare::Greater},
    Comparison{"=", IpsCompare::Equal},
    Comparison{"<=", IpsCompare::LessEqual},
    Comparison{">=", IpsCompare::GreaterEqual},
    Comparison{"&", IpsCompare::And},
    Comparison{"^", IpsCompare::Or},
};

bool read_comparison(IpsDraft& draft, const IpsWord& word, IpsByteTest& test) {
  IpsWord sign = word;
  if (sign.text.starts_with('!')) {
    test.negated = true;
    sign = trim_word(sign.text.substr(1), sign.at + 1);
    if (sign.text.empty()) return true;  // "!" alone: not equal
  }
  for (const Comparison& row : comparisons) {
    if (row.sign != sign.text) continue;
    test.compare = row.compare;
    return true;
  }
  draft.findings.error(code::bad_keyword_value,
                       word,
                       quote(word.text) + " compares nothing",
                       "expected one of: < > = <= >= & ^, or ! in front of it");
  return false;
}

template <class Check>
void put_common(const ByteOptions& options, Check& check) {
  check.relative = options.relative;
  check.endian = options.endian;
  check.base = options.base;
  check.mask = options.mask;
}

}  // namespace

void byte_test(IpsDraft& draft, const IpsOption& option) {
  const std::vector<IpsWord> parts = comma_parts(option.value);
  IpsByteTest test;
  if (!needs_parts(draft, option, parts.size(), 4)) return;
  const auto options = read_byte_options(std::span(parts).subspan(4), {}, option, draft);
  const auto bytes = byte_amount(parts[0], 0, 23, draft);
  const bool has_comparison = read_comparison(draft, parts[1], test);
  const auto value = byte_amount(parts[2], 0, INT64_MAX, draft);
  const auto offset = byte_amount(parts[3], -65535, 65535, draft);
  if (!options || !bytes || !has_comparison || !value || !offset) return;
  if (!check_byte_count(*bytes, *options, parts[0], draft)) return;
  put_common(*options, test);
  test.bytes = *bytes;
  test.value = *value;
  test.offset = *offset;
  test.span = draft.findings.span(option.raw);
  draft.add_following(std::move(test), options->relative, option.name);
}

void byte_jump(IpsDraft& draft, const IpsOption& option) {
  static constexpr std::array<std::string_view, 5> words{
      "from_beginning", "from_end", "align", "multiplier", "post_offset"};
  const std::vector<IpsWord> parts = comma_parts(option.value);
  if (!needs_parts(draft, option, parts.size(), 2)) return;
  const auto options = read_byte_options(std::span(parts).subspan(2), words, option, draft);
  const auto bytes = byte_amount(parts[0], 0, 23, draft);
  const auto offset = byte_amount(parts[1], -65535, 65535, draft);
  if (!options || !bytes || !offset) return;
  if (!check_byte_count(*bytes, *options, parts[0], draft)) return;
  IpsByteJump jump;
  put_common(*options, jump);
  jump.bytes = *bytes;
  jump.offset = *offset;
  jump.from_beginning = options->from_beginning;
  jump.from_end = options->from_end;
  jump.align = options->is_aligned;
  jump.multiplier = static_cast<std::uint32_t>(options->multiplier);
  jump.post_offset = static_cast<std::int32_t>(options->post_offset);
  jump.span = draft.findings.span(option.raw);
  draft.add_following(std::move(jump), options->relative, option.name);
}

void byte_extract(IpsDraft& draft, const IpsOption& option) {
  static constexpr std::array<std::string_view, 2> words{"align", "multiplier"};
  const std::vector<IpsWord> parts = comma_parts(option.value);
  if (!needs_parts(draft, option, parts.size(), 3)) return;
  const auto options = read_byte_options(std::span(parts).subspan(3), words, option, draft);
  const auto bytes = byte_amount(parts[0], 1, 23, draft);
  const auto offset = byte_amount(parts[1], -65535, 65535, draft);
  if (!options || !bytes || !offset) return;
  if (!check_byte_count(*bytes, *options, parts[0], draft)) return;
  if (!offset->variable.empty() || !bytes->variable.empty()) {
    return draft.bad_value(option, "the place of byte_extract must be numbers");
  }
  if (parts[2].text.empty() || read_signed(parts[2].text)) {
    return draft.bad_value(option, quote(parts[2].text) + " is no name");
  }
  IpsByteExtract extract;
  put_common(*options, extract);
  extract.bytes = static_cast<std::uint8_t>(bytes->number);
  extract.offset = static_cast<std::int32_t>(offset->number);
  extract.name = std::string(parts[2].text);
  extract.multiplier = static_cast<std::uint16_t>(options->multiplier);
  extract.align = static_cast<std::uint8_t>(options->is_aligned ? options->align : 0);
  extract.span = draft.findings.span(option.raw);
  draft.define(extract.name);
  draft.add_following(std::move(extract), options->relative, option.name);
}

void isdataat(IpsDraft& draft, const IpsOption& option) {
  IpsIsDataAt check;
  IpsWord value = option.value;
  check.negated = option.is_negated;
  if (value.text.starts_with('!')) {
    check.negated = true;
    value = trim_word(value.text.substr(1), value.at + 1);
  }
  const std::vector<IpsWord> parts = comma_parts(value);
  const auto offset = byte_amount(parts[0], 0, 65535, draft);
  if (!offset) return;
  check.offset = *offset;
  for (const IpsWord& part : std::span(parts).subspan(1)) {
    if (part.text == "relative") {
      check.relative = true;
    } else if (part.text == "rawbytes") {
      check.rawbytes = true;
    } else {
      draft.findings.error(code::bad_keyword_value,
                           part.text.empty() ? option.raw : part,
                           quote(part.text) + " is no option of isdataat",
                           "expected relative or rawbytes");
      return;
    }
  }
  check.span = draft.findings.span(option.raw);
  draft.add_following(std::move(check), check.relative, option.name);
}

void base64_decode(IpsDraft& draft, const IpsOption& option) {
  IpsBase64Decode decode;
  decode.span = draft.findings.span(option.raw.text.empty() ? option.name : option.raw);
  if (!option.value.text.empty()) {
    for (const IpsWord& part : comma_parts(option.value)) {
      const auto [name, argument] = word_and_argument(part);
      const auto number = parse_unsigned(argument.text);
      if (name.text == "relative" && argument.text.empty()) {
        decode.relative = true;
      } else if (name.text == "bytes" && number && *number > 0 && *number <= 65535) {
        decode.bytes = static_cast<std::uint32_t>(*number);
      } else if (name.text == "offset" && number && *number <= 65535) {
        decode.offset = static_cast<std::uint32_t>(*number);
      } else {
        draft.findings.error(code::bad_keyword_value,
                             part.text.empty() ? option.raw : part,
                             quote(part.text) + " is no option of base64_decode",
                             "expected bytes N, offset N or relative");
        return;
      }
    }
  }
  draft.add_following(std::move(decode), decode.relative, option.name);
}

void base64_data(IpsDraft& draft, const IpsOption& option) {
  draft.enter_base64(option.name);
}

}  // namespace sig::source::ips

#include "source/ips_byte_options.h"

#include <algorithm>

#include "base/text.h"

namespace sig::source::ips {
namespace {

constexpr std::string_view for_all[] = {
    "relative", "big", "little", "endian", "string", "hex", "dec", "oct", "dce", "bitmask"};

bool take_base(std::string_view name, ByteOptions& out) {
  if (name == "hex") {
    out.base = IpsNumberBase::Hex;
  } else if (name == "dec") {
    out.base = IpsNumberBase::Decimal;
  } else if (name == "oct") {
    out.base = IpsNumberBase::Octal;
  } else {
    return false;
  }
  out.has_base = true;
  return true;
}

bool take_endian(std::string_view name, ByteOptions& out) {
  if (name != "big" && name != "little" && name != "dce") return false;
  out.has_endian = true;
  out.endian = name == "big"      ? IpsEndian::Big
               : name == "little" ? IpsEndian::Little
                                  : IpsEndian::Dce;
  return true;
}

bool take_number(std::string_view name, std::string_view text, ByteOptions& out) {
  const auto number = read_c_number(text);
  if (name == "multiplier" && number && *number > 0 && *number <= 65535) {
    out.multiplier = *number;
  } else if (name == "bitmask" && number && *number > 0 && *number <= 0xffffffffU) {
    out.mask = static_cast<std::uint32_t>(*number);
  } else if (name == "align" && number && (*number == 2 || *number == 4)) {
    out.is_aligned = true;
    out.align = *number;
  } else if (name == "post_offset") {
    const auto value = read_signed(text);
    if (!value || *value < -65535 || *value > 65535) return false;
    out.post_offset = *value;
  } else {
    return false;
  }
  return true;
}

bool take_word(std::string_view name, std::string_view argument, ByteOptions& out) {
  if (name == "string" && !argument.empty()) {
    out.is_text = true;
    return take_base(argument, out);
  }
  if (name == "endian") return take_endian(argument, out);
  if (!argument.empty()) return take_number(name, argument, out);
  if (take_base(name, out) || take_endian(name, out)) return true;
  if (name == "relative") {
    out.relative = true;
  } else if (name == "string") {
    out.is_text = true;
  } else if (name == "from_beginning") {
    out.from_beginning = true;
  } else if (name == "from_end") {
    out.from_end = true;
  } else if (name == "align") {
    out.is_aligned = true;
  } else {
    return false;
  }
  return true;
}

}  // namespace

std::pair<IpsWord, IpsWord> word_and_argument(const IpsWord& part) {
  const size_t blank = std::min(part.text.find_first_of(" \t"), part.text.size());
  return {{part.text.substr(0, blank), part.at},
          trim_word(part.text.substr(blank), part.at + blank)};
}

std::optional<ByteOptions> read_byte_options(std::span<const IpsWord> parts,
                                             std::span<const std::string_view> allowed,
                                             const IpsOption& option,
                                             IpsDraft& draft) {
  ByteOptions out;
  for (const IpsWord& part : parts) {
    const auto [name, argument] = word_and_argument(part);
    const auto is_named = [&](std::string_view word) { return word == name.text; };
    const bool known = std::any_of(std::begin(for_all), std::end(for_all), is_named) ||
                       std::any_of(allowed.begin(), allowed.end(), is_named);
    if (known && take_word(name.text, argument.text, out)) continue;
    draft.findings.error(
        code::bad_keyword_value,
        part.text.empty() ? option.raw : part,
        part.text.empty() ? "an empty part between commas"
        : known           ? "bad value in " + quote(part.text)
                          : quote(part.text) + " is no option of " + std::string(option.name.text));
    return std::nullopt;
  }
  if (out.is_text && !out.has_base) out.base = IpsNumberBase::Decimal;
  return out;
}

std::optional<IpsAmount> byte_amount(const IpsWord& word,
                                     std::int64_t low,
                                     std::int64_t high,
                                     IpsDraft& draft) {
  IpsAmount amount;
  if (const auto number = read_c_number(word.text)) {
    amount.number = static_cast<std::int64_t>(std::min<std::uint64_t>(*number, INT64_MAX));
  } else if (!read_amount(word.text, draft, amount)) {
    const bool is_name = !word.text.empty() && word.text[0] > '9';
    draft.findings.error(
        is_name ? code::unknown_byte_variable : code::bad_keyword_value,
        word,
        quote(word.text) +
            (is_name ? " was set by no byte_extract or byte_math before" : " is not a number"));
    return std::nullopt;
  }
  if (!amount.variable.empty() || (amount.number >= low && amount.number <= high)) return amount;
  draft.findings.error(code::bad_keyword_value,
                       word,
                       quote(word.text) + " is out of range",
                       "expected " + std::to_string(low) + " to " + std::to_string(high));
  return std::nullopt;
}

bool check_byte_count(const IpsAmount& bytes,
                      const ByteOptions& options,
                      const IpsWord& word,
                      IpsDraft& draft) {
  if (!bytes.variable.empty()) return true;
  const std::int64_t most = !options.is_text                         ? 8
                            : options.base == IpsNumberBase::Octal   ? 23
                            : options.base == IpsNumberBase::Decimal ? 20
                                                                     : 14;
  if (bytes.number <= most) return true;
  draft.findings.error(code::bad_keyword_value,
                       word,
                       "so many bytes make no number",
                       "expected at most " + std::to_string(most));
  return false;
}

}  // namespace sig::source::ips

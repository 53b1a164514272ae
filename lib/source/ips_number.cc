#include "source/ips_number.h"

#include "base/text.h"
#include "source/ips_draft.h"

namespace sig::source::ips {
namespace {

std::optional<std::uint64_t> read_with_unit(std::string_view text, const NumberForm& form) {
  text = trim(text);
  std::uint64_t unit = 1;
  if (form.has_units && text.size() > 2) {
    const std::string tail = to_lower_ascii(text.substr(text.size() - 2));
    unit = tail == "kb" ? 1024 : tail == "mb" ? 1024 * 1024 : tail == "gb" ? 1024 * 1024 * 1024 : 1;
    if (unit > 1) text = trim(text.substr(0, text.size() - 2));
  }
  const auto number = read_c_number(text);
  if (!number || *number > form.most / unit) return std::nullopt;
  return *number * unit;
}

struct Sign {
  std::string_view text;
  bool below = false;
  bool inclusive = false;
};

std::optional<IpsNumberTest> read_range(std::string_view text,
                                        const NumberForm& form,
                                        bool& is_range) {
  for (const std::string_view sign : {"<=>", "<>", "-"}) {
    const size_t at = text.find(sign);
    if (at == std::string_view::npos) continue;
    is_range = true;
    const auto low = read_with_unit(text.substr(0, at), form);
    const auto high = read_with_unit(text.substr(at + sign.size()), form);
    if (!low || !high) return std::nullopt;
    if (form.ends_belong || sign == "<=>") {
      if (*low > *high) return std::nullopt;
      return IpsNumberTest{*low, *high, false};
    }
    if (*high <= *low || *high - *low < 2) return std::nullopt;
    return IpsNumberTest{*low + 1, *high - 1, false};
  }
  return std::nullopt;
}

std::optional<IpsNumberTest> read_one(std::string_view text, const NumberForm& form) {
  constexpr Sign signs[] = {
      {"<=", true, true}, {">=", false, true}, {"<", true, false}, {">", false, false}};
  for (const Sign& sign : signs) {
    if (!text.starts_with(sign.text)) continue;
    const auto number = read_with_unit(text.substr(sign.text.size()), form);
    if (!number) return std::nullopt;
    if (sign.below) {
      if (!sign.inclusive && *number == 0) return std::nullopt;
      return IpsNumberTest{0, sign.inclusive ? *number : *number - 1, false};
    }
    if (!sign.inclusive && *number >= form.most) return std::nullopt;
    return IpsNumberTest{sign.inclusive ? *number : *number + 1, UINT64_MAX, false};
  }
  if (text.starts_with('=')) text.remove_prefix(1);
  const auto number = read_with_unit(text, form);
  if (!number) return std::nullopt;
  return IpsNumberTest{*number, *number, false};
}

}  // namespace

std::optional<IpsNumberTest> read_number_test(std::string_view text, const NumberForm& form) {
  text = trim(text);
  const bool negated = text.starts_with('!');
  if (negated) text = trim(text.substr(1));
  bool is_range = false;
  auto test = read_range(text, form, is_range);
  if (!is_range) test = read_one(text, form);
  if (test) test->negated = negated;
  return test;
}

}  // namespace sig::source::ips

#include <algorithm>
#include <array>

#include "base/text.h"
#include "source/ips_byte_options.h"
#include "source/ips_readers.h"

namespace sig::source::ips {
namespace {

/// The parts that only byte_math has, in any order: bytes, offset, oper, rvalue, result.
class MathReader {
 public:
  MathReader(IpsDraft& draft, const IpsOption& option) : draft_(draft), option_(option) {}

  bool read() {
    std::vector<IpsWord> rest;
    for (const IpsWord& part : comma_parts(option_.value)) {
      const auto [name, argument] = word_and_argument(part);
      if (!take(name, argument)) rest.push_back(part);
      if (!ok_) return false;
    }
    const auto options = read_byte_options(rest, {}, option_, draft_);
    if (!options) return false;
    if (found_ != 0x1f) {
      draft_.bad_value(option_, "byte_math needs bytes, offset, oper, rvalue and result");
      return false;
    }
    if (!check_byte_count(math.bytes, *options, bytes_word_, draft_)) return false;
    math.relative = options->relative;
    math.endian = options->endian;
    math.base = options->base;
    math.mask = options->mask;
    math.span = draft_.findings.span(option_.raw);
    return true;
  }

  IpsByteMath math;

 private:
  bool take(const IpsWord& name, const IpsWord& argument) {
    static constexpr std::array<std::string_view, 5> names{
        "bytes", "offset", "oper", "rvalue", "result"};
    const auto found = std::find(names.begin(), names.end(), name.text);
    if (found == names.end()) return false;
    const auto index = static_cast<unsigned>(found - names.begin());
    found_ |= 1U << index;
    switch (index) {
      case 0:
        bytes_word_ = argument;
        put(byte_amount(argument, 1, 10, draft_), math.bytes);
        break;
      case 1: {
        IpsAmount offset;
        put(byte_amount(argument, -65535, 65535, draft_), offset);
        math.offset = static_cast<std::int32_t>(offset.number);
        break;
      }
      case 2:
        take_operation(argument);
        break;
      case 3:
        put(byte_amount(argument, 0, 0xffffffffLL, draft_), math.value);
        break;
      default:
        math.result = std::string(argument.text);
        if (argument.text.empty() || read_signed(argument.text)) {
          ok_ = false;
          draft_.bad_value(option_, quote(argument.text) + " is no name");
        }
    }
    return true;
  }

  void put(const std::optional<IpsAmount>& amount, IpsAmount& where) {
    ok_ = ok_ && amount.has_value();
    if (amount) where = *amount;
  }

  void take_operation(const IpsWord& word) {
    if (word.text == "<<" || word.text == ">>") {
      math.operation = word.text[0];
    } else if (word.text.size() == 1 &&
               std::string_view("+-*/").find(word.text[0]) != std::string_view::npos) {
      math.operation = word.text[0];
    } else {
      ok_ = false;
      draft_.findings.error(code::bad_keyword_value,
                            word.text.empty() ? option_.raw : word,
                            quote(word.text) + " is no operation",
                            "expected one of: + - * / << >>");
    }
  }

  IpsDraft& draft_;
  const IpsOption& option_;
  IpsWord bytes_word_;
  unsigned found_ = 0;
  bool ok_ = true;
};

}  // namespace

void byte_math(IpsDraft& draft, const IpsOption& option) {
  MathReader reader(draft, option);
  if (!reader.read()) return;
  const bool is_relative = reader.math.relative;
  draft.define(reader.math.result);
  draft.add_following(std::move(reader.math), is_relative, option.name);
}

}  // namespace sig::source::ips

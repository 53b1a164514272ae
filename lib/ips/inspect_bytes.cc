// byte_test, byte_jump, byte_extract, byte_math and base64_decode.
#include "ips/base64_lenient.h"
#include "ips/byte_value.h"
#include "ips/inspect.h"

namespace sig::ips {
namespace {

/// The bytes from `offset` on, counted from the start or from the last match; nothing when that is
/// outside of the buffer.
std::optional<std::int64_t> place(std::string_view buffer,
                                  std::int64_t offset,
                                  bool relative,
                                  std::int64_t last) {
  const std::int64_t at = (relative ? last : 0) + offset;
  if (at < 0 || at >= static_cast<std::int64_t>(buffer.size())) return std::nullopt;
  return at;
}

IpsEndian resolved(IpsEndian endian, IpsEndian dce) {
  return endian == IpsEndian::Dce ? dce : endian;
}

bool compare(IpsCompare how, std::uint64_t left, std::uint64_t right) {
  switch (how) {
    case IpsCompare::Equal:
    case IpsCompare::Range:
      return left == right;
    case IpsCompare::NotEqual:
      return left != right;
    case IpsCompare::Less:
      return left < right;
    case IpsCompare::LessEqual:
      return left <= right;
    case IpsCompare::Greater:
      return left > right;
    case IpsCompare::GreaterEqual:
      return left >= right;
    case IpsCompare::And:
      return (left & right) != 0;
    case IpsCompare::Or:
      return (left | right) != 0;
  }
  return false;
}

std::optional<std::uint64_t> calculate(char operation, std::uint64_t left, std::uint64_t right) {
  switch (operation) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      if (right == 0) return std::nullopt;
      return left / right;
    case '<':
      return right < 64 ? left << right : 0;
    case '>':
      return right < 64 ? left >> right : 0;
    default:
      return std::nullopt;
  }
}

/// What "no" means for the checks before: a relative check may hold at a later place.
Verdict no(bool relative) {
  return relative ? Verdict::No : Verdict::Never;
}

}  // namespace

Verdict BufferInspector::byte_test(const Run& run, size_t at, std::int64_t last) {
  const Step& step = (*run.steps)[at];
  const auto& check = std::get<IpsByteTest>(*step.check);
  const auto begin = place(run.buffer, step.offset.value(variables_), check.relative, last);
  if (!begin) return no(check.relative);
  const auto number = read_number(run.buffer.substr(static_cast<size_t>(*begin)),
                                  step.bytes.value(variables_),
                                  check.base,
                                  resolved(check.endian, run.dce));
  if (!number) return no(check.relative);
  const auto wanted = static_cast<std::uint64_t>(step.value.value(variables_));
  if (compare(check.compare, masked(*number, check.mask), wanted) == check.negated) {
    return no(check.relative);
  }
  return this->run(run, at + 1, last);
}

Verdict BufferInspector::byte_jump(const Run& run, size_t at, std::int64_t last) {
  const Step& step = (*run.steps)[at];
  const auto& check = std::get<IpsByteJump>(*step.check);
  const auto size = static_cast<std::int64_t>(run.buffer.size());
  const auto begin = place(run.buffer, step.offset.value(variables_), check.relative, last);
  const std::int64_t count = step.bytes.value(variables_);
  std::int64_t from = begin.value_or(-1);
  std::int64_t jump = 0;
  if (count != 0) {
    if (!begin) return no(check.relative);
    const auto number = read_number(run.buffer.substr(static_cast<size_t>(*begin)),
                                    count,
                                    check.base,
                                    resolved(check.endian, run.dce));
    if (!number) return no(check.relative);
    // Lengths of a protocol are far below; a hostile one must not overflow.
    const std::uint64_t value = masked(*number, check.mask) & 0xffffffffU;
    jump = static_cast<std::int64_t>(value) * check.multiplier;
    if (check.align && jump % 4 != 0) jump += 4 - jump % 4;
  } else if (!begin) {
    from = (check.relative ? last : 0) + step.offset.value(variables_);
  }
  jump += check.post_offset;
  std::int64_t target = from + count + jump;
  if (check.from_beginning) target = jump;
  if (check.from_end) target = size + jump;
  if (target < 0 || target >= size) return no(check.relative);
  return this->run(run, at + 1, target);
}

Verdict BufferInspector::byte_extract(const Run& run, size_t at, std::int64_t last) {
  const Step& step = (*run.steps)[at];
  const auto& check = std::get<IpsByteExtract>(*step.check);
  const auto begin = place(run.buffer, check.offset, check.relative, last);
  if (!begin) return no(check.relative);
  const auto number = read_number(run.buffer.substr(static_cast<size_t>(*begin)),
                                  check.bytes,
                                  check.base,
                                  resolved(check.endian, run.dce));
  if (!number) return no(check.relative);
  std::uint64_t value = masked(*number, check.mask) * check.multiplier;
  if (check.align != 0 && value % check.align != 0) value += check.align - value % check.align;
  if (step.result >= 0) variables_[static_cast<size_t>(step.result)] = value;
  return this->run(run, at + 1, *begin + check.bytes);
}

Verdict BufferInspector::byte_math(const Run& run, size_t at, std::int64_t last) {
  const Step& step = (*run.steps)[at];
  const auto& check = std::get<IpsByteMath>(*step.check);
  const auto begin = place(run.buffer, check.offset, check.relative, last);
  if (!begin) return no(check.relative);
  const std::int64_t count = step.bytes.value(variables_);
  const auto number = read_number(run.buffer.substr(static_cast<size_t>(*begin)),
                                  count,
                                  check.base,
                                  resolved(check.endian, run.dce));
  if (!number) return no(check.relative);
  const auto value = calculate(
      check.operation, *number, static_cast<std::uint64_t>(step.value.value(variables_)));
  if (!value) return no(check.relative);
  if (step.result >= 0) {
    variables_[static_cast<size_t>(step.result)] = masked(*value, check.mask);
  }
  return this->run(run, at + 1, *begin + count);
}

Verdict BufferInspector::base64_decode(const Run& run, size_t at, std::int64_t last) {
  const Step& step = (*run.steps)[at];
  const auto& check = std::get<IpsBase64Decode>(*step.check);
  const auto begin = place(run.buffer, check.offset, check.relative, last);
  if (!begin) return no(check.relative);
  std::string_view text = run.buffer.substr(static_cast<size_t>(*begin));
  if (check.bytes != 0) text = text.substr(0, check.bytes);
  decode_base64_lenient(text, check.mode == "rfc2045", decoded_);
  if (decoded_.empty()) return no(check.relative);
  if (run.base64 != nullptr && !run.base64->empty()) {
    const Run inner{run.base64, nullptr, decoded_, run.dce};
    if (this->run(inner, 0, 0) != Verdict::Yes) return no(check.relative);
  }
  return this->run(run, at + 1, last);
}

}  // namespace sig::ips

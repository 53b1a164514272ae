#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/text.h"
#include "match/bounded_child.h"
#include "match/cpu_clock.h"
#include "match/hyperscan.h"
#include "match/pcre.h"
#include "match/regex.h"
#include "match/regex_seeds.h"

namespace sig::match {
namespace {

constexpr std::array<size_t, 6> sizes{10, 100, 1000, 10000, 100000, 1000000};
constexpr std::array<std::string_view, 3> breakers{"!", "\n", ""};
/// A pattern that takes longer over 1 MiB is a witness although it ends.
constexpr std::uint64_t allowed_ns = 50000000;
/// What Hyperscan runs alone takes linear time there, but explain, reports and other engines
/// backtrack: a pattern that explodes on so little text is a witness all the same.
constexpr size_t explosive_size = 1000;
/// All inputs of one pattern together.
constexpr std::uint64_t pump_ns = 5000000000;

/// How one input is made: prefix + unit x times + tail.
struct Shape {
  std::string prefix;
  std::string unit;
  std::string tail;

  std::string input(size_t size) const {
    std::string out = prefix;
    const size_t fixed = prefix.size() + tail.size();
    const size_t times = std::max<size_t>(1, (size - std::min(size, fixed)) / unit.size());
    out.reserve(fixed + times * unit.size());
    for (size_t i = 0; i < times; ++i)
      out += unit;
    return out + tail;
  }
  std::string text(size_t size) const {
    const size_t times = (input(size).size() - prefix.size() - tail.size()) / unit.size();
    std::string out = prefix.empty() ? "" : quote(prefix) + " + ";
    out += fmt::format("{} x {}", quote(unit), times);
    return tail.empty() ? out : out + " + " + quote(tail);
  }
};

std::vector<Shape> shapes_of(std::string_view pattern) {
  const RegexSeeds read = read_regex_seeds(pattern);
  std::vector<Shape> out;
  for (const PumpSeed& seed : read.seeds) {
    for (const std::string_view breaker : breakers)
      out.push_back({seed.prefix, seed.unit, std::string(breaker)});
    // PCRE2 gives up at once where a byte that every match ends with is missing.
    if (!read.sample.empty())
      out.push_back({seed.prefix, seed.unit, std::string(1, read.sample.back()) + "!"});
  }
  // An attack behind, inside and before padding (R2).
  out.push_back({{}, "A", read.sample});
  out.push_back({read.sample, "A", {}});
  const size_t middle = read.sample.size() / 2;
  out.push_back({read.sample.substr(0, middle), " ", read.sample.substr(middle)});
  return out;
}

/// The witness as the child sends it: three numbers, then the shape's text, then the input.
std::string found(const Shape& shape, size_t size, std::uint64_t steps, std::uint64_t ns) {
  const std::string text = shape.text(size);
  const std::array<std::uint64_t, 3> numbers{steps, ns, text.size()};
  std::string out(sizeof numbers, '\0');
  std::memcpy(out.data(), numbers.data(), sizeof numbers);
  return out + text + shape.input(size);
}

PumpWitness read_witness(std::string_view answer) {
  std::array<std::uint64_t, 3> numbers{};
  std::memcpy(numbers.data(), answer.data(), sizeof numbers);
  answer.remove_prefix(sizeof numbers);
  return {std::string(answer.substr(numbers[2])),
          std::string(answer.substr(0, numbers[2])),
          numbers[0],
          numbers[1]};
}

bool needs_confirm(std::string_view pattern, bool ignore_case) {
  std::vector<HsPattern> patterns{{std::string(pattern), ignore_case, true}};
  const HsCompiled compiled = compile_patterns(patterns);
  return compiled.database.empty() || patterns.front().prefilter || !is_filtered(patterns.front());
}

/// Tries every shape, small sizes first. Empty: all stayed within the limits.
std::string pump(std::string_view pattern, bool ignore_case, bool is_confirmed) {
  PcreError error;
  const auto regex = Pcre::compile(pattern, ignore_case, error);
  if (!regex) return {};
  PcreMatcher matcher;
  const std::uint64_t end = process_cpu_ns() + pump_ns;
  const std::vector<Shape> shapes = shapes_of(pattern);
  for (const size_t size : sizes) {
    if (!is_confirmed && size > explosive_size) break;
    for (const Shape& shape : shapes) {
      const std::string input = shape.input(size);
      const std::uint64_t start = process_cpu_ns();
      const bool is_undecided = matcher.match(*regex, input).truth == Truth::Undecided;
      const std::uint64_t took = process_cpu_ns() - start;
      if (is_undecided) return found(shape, size, PcreLimits{}.match_for(input.size()), took);
      if (is_confirmed && took > allowed_ns) return found(shape, size, 0, took);
      if (start > end) return {};
    }
  }
  return {};
}

}  // namespace

Result<std::optional<PumpWitness>> pump_regex(std::string_view pattern,
                                              bool ignore_case,
                                              std::optional<RegexEngine> engine) {
  const auto work = [&] {
    const bool is_confirmed =
        engine ? *engine != RegexEngine::Hyperscan : needs_confirm(pattern, ignore_case);
    return pump(pattern, ignore_case, is_confirmed);
  };
  const ChildResult child =
      TRY(run_in_bounded_child(work, 2 * regex_cpu_seconds, regex_memory_bytes));
  if (child.ended != ChildResult::Ended::Done) {
    return io_error(
        fmt::format("pumping {} {}",
                    quote(pattern),
                    ended_text(child.ended, 2 * regex_cpu_seconds, regex_memory_bytes)));
  }
  if (child.answer.empty()) return std::optional<PumpWitness>();
  return std::optional(read_witness(child.answer));
}

}  // namespace sig::match

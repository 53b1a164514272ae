#include "compile/packet_options.h"

#include <fmt/format.h>

namespace sig::compile {
namespace {

constexpr size_t most_options = 16;

std::string letters(unsigned bits) {
  std::string out;
  for (unsigned i = 0; i < 8; ++i) {
    if ((bits >> i & 1U) != 0) out += "FSRPAUEC"[i];
  }
  return out.empty() ? "0" : out;
}

template <class Holds>
bool is_set_of(const std::bitset<256>& flags, Holds holds) {
  for (unsigned bits = 0; bits < 256; ++bits) {
    if (flags.test(bits) != holds(bits)) return false;
  }
  return true;
}

/// One option for the whole set: all of some flags, any of them, none of them.
std::string one_option(const std::bitset<256>& flags) {
  for (unsigned mask = 1; mask < 256; ++mask) {
    if (is_set_of(flags, [&](unsigned bits) { return (bits & mask) == mask; })) {
      return "flags:" + letters(mask) + "+";
    }
    if (is_set_of(flags, [&](unsigned bits) { return (bits & mask) != 0; })) {
      return "flags:" + letters(mask) + "*";
    }
    if (is_set_of(flags, [&](unsigned bits) { return (bits & mask) == 0; })) {
      return "flags:!" + letters(mask);
    }
  }
  return {};
}

}  // namespace

EitherOption flag_options(const std::bitset<256>& flags) {
  if (flags.all()) return std::vector<std::string>{""};
  if (std::string one = flags.count() == 1 ? "" : one_option(flags); !one.empty()) {
    return std::vector<std::string>{std::move(one)};
  }
  if (flags.count() > most_options) return std::nullopt;
  std::vector<std::string> out;
  for (unsigned bits = 0; bits < 256; ++bits) {
    if (flags.test(bits)) out.push_back("flags:" + letters(bits));
  }
  return out;
}

EitherOption number_options(const std::string& keyword, const NumberSet& set) {
  if (set.is_all()) return std::vector<std::string>{""};
  std::vector<std::string> out;
  for (const NumberSet::Range& range : set.ranges()) {
    if (range.low == 0 && range.high > 0) {
      out.push_back(fmt::format("{}:<{}", keyword, range.high + 1));
    } else if (range.high == set.most() && range.low < range.high) {
      out.push_back(fmt::format("{}:>{}", keyword, range.low - 1));
    } else {
      for (std::uint32_t n = range.low; n <= range.high && out.size() <= most_options; ++n)
        out.push_back(fmt::format("{}:{}", keyword, n));
    }
    if (out.size() > most_options) return std::nullopt;
  }
  return out;
}

std::string ports_text(const NumberSet& ports) {
  if (ports.is_all()) return "any";
  std::string out;
  for (const NumberSet::Range& range : ports.ranges()) {
    if (!out.empty()) out += ",";
    out += range.low == range.high ? std::to_string(range.low)
                                   : fmt::format("{}:{}", range.low, range.high);
  }
  return ports.ranges().size() > 1 ? "[" + out + "]" : out;
}

}  // namespace sig::compile

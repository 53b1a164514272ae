// A pattern, a line feed, a text: reading seeds ends, PCRE2 ends within its limits, and Hyperscan
// agrees with PCRE2 where both decide.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "match/hyperscan.h"
#include "match/pcre.h"
#include "match/regex_seeds.h"

namespace {

using namespace sig::match;

/// Without numbers and short, so that compiling in this process stays quick.
bool is_quick(std::string_view pattern) {
  return pattern.size() <= 40 && pattern.find_first_of("0123456789") == std::string_view::npos;
}

void compare(std::string_view pattern, std::string_view text, Truth expected) {
  std::vector<HsPattern> patterns{{std::string(pattern), false, true}};
  const HsCompiled compiled = compile_patterns(patterns);
  const auto database = HsDatabase::load(compiled.database);
  if (!database) return;
  HsScanner scanner;
  scanner.make_room_for(*database);
  bool is_seen = false;
  scanner.scan(
      *database,
      text,
      [](void* seen, unsigned) {
        *static_cast<bool*>(seen) = true;
        return true;
      },
      &is_seen);
  if (!is_seen && expected == Truth::Yes) std::abort();
  if (is_seen && expected == Truth::No && !patterns.front().prefilter) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  const std::string_view pattern = input.substr(0, input.find('\n'));
  const std::string_view text = input.substr(std::min(input.size(), pattern.size() + 1));
  read_regex_seeds(pattern);
  PcreError error;
  const auto compiled = Pcre::compile(pattern, false, error);
  if (!compiled) return 0;
  PcreMatcher matcher;
  const Truth truth = matcher.match(*compiled, text).truth;
  if (is_quick(pattern)) compare(pattern, text, truth);
  return 0;
}

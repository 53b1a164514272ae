// Which patterns share a database, and what compiling makes of them.
#include <algorithm>

#include "match/program_builder.h"

namespace sig::match {
namespace {

// A database scans a byte at a speed that falls with the number of its patterns, but two databases
// scan it twice. Measured (match_bench): one database of 10,000 literals and simple regexes beats
// ten of 1,000. Regexes with wildcards cost automata and compile time that grow faster than their
// number, so those stand in small groups; very short literals too are apart.
constexpr size_t small_class = 64;
constexpr size_t literals_per_group = 20000;
constexpr size_t regexes_per_group = 50;
constexpr size_t short_literal_characters = 4 * 4;  ///< four bytes as \xNN
constexpr size_t light_regex_characters = 120;

enum class Sort { Literal, Short, Regex };

/// Length of the longest run of bytes that are no operators, outside classes.
size_t longest_literal(std::string_view regex) {
  size_t run = 0;
  size_t longest = 0;
  bool is_in_class = false;
  for (const char c : regex) {
    if (c == '[') is_in_class = true;
    if (c == ']') is_in_class = false;
    const bool is_plain = std::string_view("\\^$.|?*+()[]{}").find(c) == std::string_view::npos;
    run = is_plain && !is_in_class ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

/// No wildcard, no large repeat, few alternatives: Hyperscan runs it behind a literal.
bool is_light(std::string_view regex) {
  if (regex.size() > light_regex_characters) return false;
  for (const std::string_view heavy : {".*", ".+", ".{", "[^", "\\S", "\\W", "\\D", "(?"}) {
    if (regex.find(heavy) != std::string_view::npos) return false;
  }
  const bool has_large_repeat =
      regex.find(",}") != std::string_view::npos || regex.find("00}") != std::string_view::npos;
  return longest_literal(regex) >= 4 && !has_large_repeat &&
         std::count(regex.begin(), regex.end(), '|') <= 4;
}

Sort sort_of(const HsPattern& pattern) {
  if (pattern.is_regex) return is_light(pattern.expression) ? Sort::Literal : Sort::Regex;
  return pattern.expression.size() < short_literal_characters ? Sort::Short : Sort::Literal;
}

size_t limit_of(Sort sort) {
  return sort == Sort::Regex ? regexes_per_group : literals_per_group;
}

}  // namespace

std::vector<PatternGroup> ProgramBuilder::groups_of_chain(
    std::span<const std::uint32_t> placed) const {
  std::vector<PatternGroup> out;
  const auto fill = [&](size_t limit, auto is_wanted) {
    size_t room = 0;
    for (const std::uint32_t number : placed) {
      if (!is_wanted(placed_[number].pattern)) continue;
      if (room == 0) {
        out.emplace_back();
        room = limit;
      }
      --room;
      out.back().patterns.push_back(placed_[number].pattern);
      out.back().owners.push_back(number);
    }
  };
  if (placed.size() <= small_class) {
    fill(small_class, [](const HsPattern&) { return true; });
    return out;
  }
  for (const Sort sort : {Sort::Literal, Sort::Short, Sort::Regex}) {
    fill(limit_of(sort), [sort](const HsPattern& p) { return sort_of(p) == sort; });
  }
  return out;
}

Status ProgramBuilder::compile_patterns(const CompileOptions& options) {
  std::vector<std::vector<std::uint32_t>> by_chain(program_->chains.size());
  for (std::uint32_t i = 0; i < placed_.size(); ++i)
    by_chain[placed_[i].chain].push_back(i);
  std::vector<PatternGroup> groups;
  for (const std::vector<std::uint32_t>& placed : by_chain) {
    std::vector<PatternGroup> more = groups_of_chain(placed);
    std::move(more.begin(), more.end(), std::back_inserter(groups));
  }
  std::optional<PatternRefusal> refusal;
  std::vector<PatternGroup> compiled = TRY(compile_groups(std::move(groups), options, refusal));
  if (refusal) {
    const Placed& placed = placed_[refusal->owner];
    return refuse(placed.leaf, placed.text, refusal->reason);
  }
  adopt_groups(std::move(compiled));
  return ok();
}

const Pcre* ProgramBuilder::confirming(const HsPattern& pattern) {
  const Pcre*& found = regex_by_text_[{pattern.expression, pattern.ignore_case}];
  if (found == nullptr) {
    PcreError error;
    program_->regexes.push_back(Pcre::compile(pattern.expression, pattern.ignore_case, error));
    found = program_->regexes.back().get();
  }
  return found;
}

void ProgramBuilder::adopt_groups(std::vector<PatternGroup> groups) {
  for (PatternGroup& compiled : groups) {
    Group group;
    group.database = std::move(compiled.database);
    group.number = program_->group_count++;
    std::vector<std::uint32_t> leaves;
    for (size_t i = 0; i < compiled.owners.size(); ++i) {
      const Placed& placed = placed_[compiled.owners[i]];
      GroupPattern pattern{placed.leaf, placed.confirm, nullptr};
      if (compiled.patterns[i].prefilter) {
        pattern.confirm = Confirm::Pcre2;
        pattern.pcre = confirming(compiled.patterns[i]);
      }
      group.patterns.push_back(pattern);
      leaves.push_back(placed.leaf);
    }
    std::sort(leaves.begin(), leaves.end());
    group.leaves =
        static_cast<std::uint32_t>(std::unique(leaves.begin(), leaves.end()) - leaves.begin());
    const std::uint32_t chain = placed_[compiled.owners.front()].chain;
    program_->chains[chain].groups.push_back(std::move(group));
  }
}

}  // namespace sig::match

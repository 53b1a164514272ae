#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ips/rule_kind.h"
#include "ips/ruleset.h"
#include "match/pattern_group.h"

namespace sig::ips {

/// The pattern that a rule is looked for by.
struct FastPattern {
  int inspection = -1;
  std::string bytes;
  bool ignore_case = false;
};

/// The author's choice, else the longest content that must be there; inspection -1 where there is
/// none.
FastPattern choose_fast_pattern(const IpsRule& rule);

/// Fills a Ruleset step by step. One use.
class RulesetBuilder {
 public:
  explicit RulesetBuilder(std::vector<IpsRule> sources);

  void compile_rules();
  const std::vector<Ruleset::Refusal>& unsupported() const { return ruleset_->unsupported_; }
  void place_rules();
  Status compile_prefilters(const match::CompileOptions& options);
  std::shared_ptr<const Ruleset> take() { return std::move(ruleset_); }

 private:
  /// The patterns of one place, each once, with the rules behind it.
  struct Patterns {
    std::map<std::pair<std::string, bool>, std::vector<std::uint32_t>> rules;
    void add(const FastPattern& pattern, std::uint32_t rule) {
      rules[{pattern.bytes, pattern.ignore_case}].push_back(rule);
    }
  };
  using Names = std::map<std::string, int>;

  void compile_rule(std::uint32_t number);
  bool compile_inspections(CompiledRule& rule, Obstacle& obstacle);
  std::uint32_t value_class(const IpsInspection& inspection);
  bool compile_steps(const std::vector<IpsCheck>& checks,
                     Names& names,
                     std::vector<Step>& steps,
                     Obstacle& obstacle);
  bool compile_step(const IpsCheck& check, Names& names, Step& step, Obstacle& obstacle);
  bool compile_regex(const IpsPcre& pcre, std::uint32_t& number, std::string& reason);
  std::uint32_t dataset(const IpsDataset& set);
  void place(std::uint32_t index);
  void place_stream(std::uint32_t index, const FastPattern& pattern);
  Status compile_patterns(Patterns& patterns,
                          const match::CompileOptions& options,
                          std::vector<Prefilter>& out);

  std::shared_ptr<Ruleset> ruleset_;
  std::map<std::string, std::uint32_t> value_class_numbers_;
  std::map<std::pair<std::string, bool>, std::uint32_t> regex_numbers_;
  std::map<std::string, std::uint32_t> dataset_numbers_;
  Patterns stream_to_server_, stream_to_client_, tcp_packets_, other_packets_;
  std::vector<Patterns> values_;
};

}  // namespace sig::ips

#pragma once

#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "match/program.h"

namespace sig::match {

/// Turns signatures into a Program, step by step; one use.
class ProgramBuilder {
 public:
  explicit ProgramBuilder(std::vector<Signature> signatures);
  Result<std::shared_ptr<const Ruleset>> build(const CompileOptions& options);

 private:
  void lay_out_fields();
  std::uint32_t add_chain(const FieldSlot& slot, std::span<const Decode> decode);
  Status check_regexes() const;
  const Pcre* confirming(const HsPattern& pattern);
  void place_patterns();
  void place_text(std::uint32_t leaf);
  void add_pattern(std::uint32_t leaf, std::string_view text, HsPattern pattern, Confirm confirm);
  Status compile_patterns(const CompileOptions& options);
  void adopt_groups(std::vector<PatternGroup> groups);
  std::uint32_t flatten(const Condition& condition);
  void find_triggers();
  Error refuse(std::uint32_t leaf, std::string_view text, std::string_view reason) const;

  /// A pattern before it has a group.
  struct Placed {
    std::uint32_t leaf = 0;
    std::uint32_t chain = 0;
    Confirm confirm = Confirm::Nothing;
    HsPattern pattern;
    std::string_view text;  ///< as the signature has it
  };
  std::vector<PatternGroup> groups_of_chain(std::span<const std::uint32_t> placed) const;

  std::shared_ptr<Program> program_;
  Leaves leaves_;
  std::vector<std::uint32_t> chain_of_leaf_;
  std::map<std::pair<std::string, bool>, const Pcre*> regex_by_text_;
  std::vector<Placed> placed_;
};

}  // namespace sig::match

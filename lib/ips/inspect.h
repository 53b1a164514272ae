#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ips/datasets.h"
#include "ips/rule_steps.h"
#include "match/pcre.h"

namespace sig::ips {

enum class Verdict : std::uint8_t {
  No,
  Never,  ///< no other position of an earlier check can help
  Yes,
};

/// The regexes of a ruleset as one thread uses them: compiled (with JIT) when first needed.
class RegexBank {
 public:
  struct Source {
    std::string pattern;
    bool ignore_case = false;
  };
  explicit RegexBank(const std::vector<Source>& sources)
      : sources_(&sources), compiled_(sources.size()) {}

  match::PcreMatch match(std::uint32_t regex, std::string_view text, bool first_group = false);

 private:
  const std::vector<Source>* sources_;
  std::vector<std::unique_ptr<const match::Pcre>> compiled_;
  match::PcreMatcher matcher_;
};

/// Runs the checks of inspections over buffers, with the backtracking of Suricata's content
/// inspection. One thread.
class BufferInspector {
 public:
  BufferInspector(RegexBank& regexes, DatasetStore& datasets)
      : regexes_(regexes), datasets_(datasets) {}

  /// A new rule: its variables are unset and its budget is whole.
  void begin_rule();
  bool holds(const CompiledInspection& inspection, std::string_view buffer, IpsEndian dce);
  /// A regex or the budget of the current rule ran into its limit.
  bool was_undecided() const { return undecided_; }

 private:
  struct Run {
    const std::vector<Step>* steps;
    const std::vector<Step>* base64;
    std::string_view buffer;
    IpsEndian dce;
  };
  Verdict run(const Run& run, size_t at, std::int64_t last);
  Verdict content(const Run& run, size_t at, std::int64_t last);
  Verdict regex(const Run& run, size_t at, std::int64_t last);
  Verdict is_data_at(const Run& run, size_t at, std::int64_t last);
  Verdict byte_test(const Run& run, size_t at, std::int64_t last);
  Verdict byte_jump(const Run& run, size_t at, std::int64_t last);
  Verdict byte_extract(const Run& run, size_t at, std::int64_t last);
  Verdict byte_math(const Run& run, size_t at, std::int64_t last);
  Verdict base64_decode(const Run& run, size_t at, std::int64_t last);
  Verdict dataset(const Run& run, size_t at, std::int64_t last);

  RegexBank& regexes_;
  DatasetStore& datasets_;
  Variables variables_{};
  std::string decoded_;
  std::uint32_t budget_ = 0;
  bool undecided_ = false;
};

}  // namespace sig::ips

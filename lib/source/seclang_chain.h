#pragma once

#include <optional>

#include "model/seclang.h"
#include "source/seclang_findings.h"

namespace sig::source {

/// Puts the rules of one file into it, chained ones into the rule that they are chained to, and
/// says where a chain is cut. Not thread-safe; the file and the findings must outlive it.
class SecChains {
 public:
  SecChains(SecFile& file, SecFindings& findings) : file_(file), findings_(findings) {}

  void add(SecDirective directive);
  /// A comment: within a chain it may be a rule that was meant to be part of it.
  void see_comment(const SecLine& line);
  /// A directive that could not be read, an Include, or the end of the file.
  void cut(const std::string& by);

 private:
  bool is_open() const { return open_.has_value(); }
  SecRule& starter();
  void add_rule(SecDirective directive);
  void check_chained(const SecRule& rule);

  SecFile& file_;
  SecFindings& findings_;
  std::optional<size_t> open_;  ///< of the first rule of the chain, in the file's directives
  Span chain_place_;            ///< of the action that says that another rule follows
};

}  // namespace sig::source

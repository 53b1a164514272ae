#pragma once

#include <string>
#include <vector>

#include "compile/capability.h"
#include "compile/dialect.h"
#include "compile/rule_builder.h"

namespace sig::compile {

// The engines of capability_table.cc whose artifact is a file of rules.

std::string write_rules(const WriteRequest& request, const Dialect& dialect);

template <const Dialect& (*Of)()>
struct RuleFile {
  static std::string write(const WriteRequest& request) { return write_rules(request, Of()); }
  static std::vector<std::string> refusals(const Signature& signature) {
    return build_rules(signature, Of()).reasons;
  }
  static size_t rules_needed(const Signature& signature) {
    return build_rules(signature, Of()).rules.size();
  }
};

}  // namespace sig::compile

#pragma once

#include <string>
#include <vector>

#include "compile/dialect.h"
#include "compile/rule.h"
#include "model/signature.h"

namespace sig::compile {

/// The rules that say together what a portable signature says, in the order of its condition,
/// without sid; or why the engine has none that do.
struct BuiltRules {
  std::vector<Rule> rules;
  std::vector<std::string> reasons;  ///< each once, sorted; empty: the rules hold
};

/// `revision` is the source commit for the metadata; may be empty.
BuiltRules build_rules(const Signature& signature,
                       const Dialect& dialect,
                       std::string_view revision = {});

}  // namespace sig::compile

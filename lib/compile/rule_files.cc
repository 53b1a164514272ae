#include "compile/rule_files.h"

#include <cassert>

namespace sig::compile {

std::string write_rules(const WriteRequest& request, const Dialect& dialect) {
  std::string out =
      "# Made by sigctl compile from portable signatures: change those. Each rule names its\n"
      "# own as sigctl_id. Every action is alert; an environment's are set when it is pushed.\n";
  for (const Signature& signature : request.signatures) {
    const std::vector<std::uint32_t>& ids = request.ids.of(signature.id);
    BuiltRules built = build_rules(signature, dialect, request.revision);
    assert(ids.size() >= built.rules.size());
    for (size_t i = 0; i < built.rules.size(); ++i) {
      built.rules[i].sid = ids[i];
      out += dialect.rule_text(built.rules[i]) + "\n";
    }
  }
  return out;
}

}  // namespace sig::compile

#include "pipeline/engines.h"

#include <fmt/format.h>

#include "base/text.h"
#include "engine/suricata.h"
#include "ips/ruleset.h"
#include "source/ips_rules.h"

namespace sig::pipeline {

engine::EngineRules engine_rules(const std::vector<Signature>& signatures) {
  engine::EngineRules out;
  const source::IpsVariables stock = source::IpsVariables::stock();
  for (const Signature& signature : signatures) {
    if (!signature.native) continue;
    out.lines.push_back(signature.native->text);
    for (const auto& [name, value] : signature.native->variables) {
      const bool is_port = stock.ports.count(name) != 0 || name.ends_with("_PORTS");
      (is_port ? out.ports : out.addresses).insert_or_assign(name, value);
    }
  }
  return out;
}

void note_unrunnable(const std::vector<Signature>& signatures, Diagnostics& diagnostics) {
  std::vector<IpsRule> rules;
  std::vector<const Signature*> of_rules;
  for (const Signature& signature : signatures) {
    if (!signature.native || signature.native->typed == nullptr) continue;
    rules.push_back(*signature.native->typed);
    of_rules.push_back(&signature);
  }
  for (const ips::Ruleset::Refusal& refusal : ips::Ruleset::unrunnable(std::move(rules))) {
    const std::string& id = of_rules[refusal.number]->id;
    const std::string message = fmt::format("{}: {}", refusal.keyword, refusal.reason);
    if (refusal.is_mistake) {
      diagnostics.error("SIG0702", refusal.at, message, {}, {}, id);
    } else {
      diagnostics.warning("SIG0703",
                          refusal.at,
                          "the built-in matcher does not run this rule: " + message,
                          {},
                          "measure it with: sigctl replay --engine suricata",
                          id);
    }
  }
}

Result<std::string> ask_suricata(const std::vector<Signature>& signatures,
                                 Diagnostics& diagnostics) {
  const engine::Suricata suricata = TRY(engine::Suricata::find());
  std::vector<const Signature*> asked;
  for (const Signature& signature : signatures) {
    if (signature.native) asked.push_back(&signature);
  }
  if (asked.empty()) return suricata.version();
  const engine::RuleTest test = TRY(suricata.test_rules(engine_rules(signatures)));
  for (const engine::RefusedRule& refused : test.refused) {
    const Signature& signature = *asked[refused.line];
    diagnostics.error(
        "SIG0701",
        signature.id_span,
        fmt::format("suricata {} refuses the rule: {}",
                    test.version,
                    refused.message.empty() ? "it does not say why" : refused.message),
        {},
        {},
        signature.id);
  }
  if (test.loaded + test.refused.size() != asked.size()) {
    return io_error(fmt::format("suricata loaded {} of {} rules and names {} that it refuses",
                                test.loaded,
                                asked.size(),
                                test.refused.size()));
  }
  return suricata.version();
}

}  // namespace sig::pipeline

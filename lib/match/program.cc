#include "match/program.h"

#include "match/program_builder.h"

namespace sig::match {

size_t Program::memory_bytes() const {
  size_t total = nodes.size() * sizeof(ConditionNode) + children.size() * sizeof(std::uint32_t) +
                 leaves.size() * sizeof(LeafRow) + signatures_.size() * sizeof(Signature);
  for (const Chain& chain : chains) {
    for (const Group& group : chain.groups)
      total += group.database->size() + group.patterns.size() * sizeof(GroupPattern);
  }
  for (const auto& regex : regexes)
    total += regex->memory_bytes();
  return total;
}

Result<std::shared_ptr<const Ruleset>> Ruleset::compile(std::vector<Signature> signatures,
                                                        const CompileOptions& options) {
  return ProgramBuilder(std::move(signatures)).build(options);
}

std::string engine_version() {
  return "1 hyperscan " + hyperscan_version();
}

}  // namespace sig::match

#include "model/project.h"

namespace sig {
namespace {

template <class T>
const T* find_named(const std::vector<T>& rows, std::string_view name) {
  for (const T& row : rows) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

}  // namespace

const Environment* Project::find_environment(std::string_view wanted) const {
  return find_named(environments, wanted);
}

const CorpusRef* Project::find_corpus(std::string_view wanted) const {
  return find_named(corpora, wanted);
}

Action effective_action(const Signature& signature, const Environment& environment, Time now) {
  const bool is_expired = signature.review_by && *signature.review_by < now;
  const bool is_trusted = !environment.block_at || signature.confidence >= *environment.block_at;
  const bool blocks = signature.action == Action::Block && environment.mode == Mode::Block &&
                      is_trusted && !is_expired;
  return blocks ? Action::Block : Action::Alert;
}

std::string_view to_string(Mode mode) {
  return mode == Mode::Block ? "block" : "detect";
}

}  // namespace sig

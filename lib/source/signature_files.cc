#include <algorithm>

#include "base/file.h"
#include "source/codes.h"
#include "source/discovery.h"
#include "source/findings.h"
#include "source/native_rules.h"
#include "source/scalars.h"
#include "source/signature_reader.h"
#include "source/source.h"

namespace sig::source {
namespace {

constexpr size_t most_signatures_in_file = 5000;

std::vector<Signature> read_text_of(std::uint32_t source,
                                    const Variables& variables,
                                    Diagnostics& diagnostics) {
  std::vector<Signature> out;
  const auto root = parse_yaml(source, {}, diagnostics);
  if (!root) return out;
  const auto take = [&](const YamlNode& node) {
    if (auto signature = read_signature(node, variables, diagnostics)) {
      out.push_back(std::move(*signature));
    }
  };
  if (root->kind != YamlNode::Kind::Sequence) {
    take(*root);
    return out;
  }
  Findings findings(diagnostics);
  const std::vector<YamlNode>* items =
      read_list(*root, "the file", {.least = 1, .most = most_signatures_in_file}, findings);
  if (items == nullptr) return out;
  for (const YamlNode& item : *items)
    take(item);
  return out;
}

Result<std::vector<Signature>> read_found(const std::vector<SourceFile>& files,
                                          const Variables& variables,
                                          Diagnostics& diagnostics) {
  std::vector<Signature> out;
  for (const SourceFile& file : files) {
    const auto source = TRY(load(file, diagnostics));
    if (!source) continue;
    std::vector<Signature> read = extension(file.path) == ".rules"
                                      ? read_rule_file(*source, variables, diagnostics)
                                      : read_text_of(*source, variables, diagnostics);
    std::move(read.begin(), read.end(), std::back_inserter(out));
  }
  std::stable_sort(
      out.begin(), out.end(), [](const Signature& a, const Signature& b) { return a.id < b.id; });
  return out;
}

}  // namespace

std::vector<Signature> read_signature_text(std::string name,
                                           std::string bytes,
                                           const Variables& vars,
                                           Diagnostics& diagnostics) {
  const std::uint32_t source = diagnostics.sources().add(std::move(name), std::move(bytes));
  return read_text_of(source, vars, diagnostics);
}

Result<std::vector<Signature>> read_signatures(const Project& project, Diagnostics& diagnostics) {
  const auto files = TRY(find_sources(project.root, project.sources));
  return read_found(files, project.vars, diagnostics);
}

Result<std::vector<Signature>> read_signature_paths(const std::vector<std::string>& paths,
                                                    const Variables& vars,
                                                    Diagnostics& diagnostics) {
  const auto files = TRY(find_sources("", paths));
  return read_found(files, vars, diagnostics);
}

}  // namespace sig::source

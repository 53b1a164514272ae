#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/project.h"
#include "source/findings.h"
#include "source/object_reader.h"
#include "source/yaml.h"

namespace sig::source {

/// All of sigctl.yaml. `root` is its folder, in which the sources must be; "" leaves that out.
Project read_project_tree(const YamlNode& root_node, const std::string& root, Findings& findings);

// The parts of sigctl.yaml. Each reads one key's value and reports all it finds.

/// A name of ours: lower-case letters and digits with dashes, a letter first; it becomes a part of
/// git tags and file names. `most` bytes.
bool is_name(std::string_view text, size_t most = 32);
/// A finding when the key of a node is no name.
bool check_name(const YamlNode& node, std::string_view what, Findings& findings);
/// A path below the project: relative, no "..", no empty part.
std::optional<std::string> read_path(const YamlNode& node,
                                     std::string_view what,
                                     Findings& findings);
/// "sigctl.yaml:14".
std::string where(Span at, const Sources& sources);

template <class T>
std::optional<Setting<T>> as_setting(const YamlNode& node,
                                     std::optional<T> value,
                                     Findings& findings) {
  if (!value) return std::nullopt;
  return Setting<T>{*value, where(node.span, findings.sources())};
}

std::vector<CorpusRef> read_corpora(const YamlNode& node, Findings& findings);
std::vector<Environment> read_environments(const YamlNode& node,
                                           const std::vector<CorpusRef>& corpora,
                                           Findings& findings);
std::optional<GatePolicy> read_gate(const YamlNode& node,
                                    const std::vector<CorpusRef>& corpora,
                                    Findings& findings);
/// The finding for a name that no environment has, with the one that was probably meant.
void refuse_environment(const YamlNode& node,
                        std::string_view name,
                        std::span<const std::string_view> known,
                        Findings& findings);
std::vector<EnforcementPoint> read_points(const YamlNode& node,
                                          const std::vector<Environment>& environments,
                                          Findings& findings);

}  // namespace sig::source

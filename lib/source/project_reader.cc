#include "source/project_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "base/file.h"
#include "base/text.h"
#include "source/codes.h"
#include "source/discovery.h"
#include "source/source.h"
#include "source/variables.h"

namespace sig::source {
namespace {

constexpr Seconds longest_age{10LL * 366 * 86400};
constexpr size_t most_variables = 1000;

/// True when a part of the path below the root is a symbolic link: it could lead out of the
/// project.
bool has_link(const std::string& root, std::string_view path) {
  std::string so_far = root;
  for (const std::string_view part : split(path, '/')) {
    so_far = join_path(so_far, part);
    std::error_code failure;
    if (std::filesystem::is_symlink(std::filesystem::symlink_status(so_far, failure))) return true;
  }
  return false;
}

std::string read_project_name(const YamlNode& node, Findings& findings) {
  const auto text = read_text(node, "project", {}, findings);
  if (!text) return {};
  if (!is_name(*text, 64)) {
    findings.error(code::bad_name,
                   node.span,
                   fmt::format("{} cannot be the name of a project", quote(*text)),
                   "expected lower-case letters, digits and dashes, a letter first, at most 64");
  }
  return *text;
}

std::vector<std::string> read_sources(const YamlNode& node,
                                      const std::string& root,
                                      Findings& findings) {
  std::vector<std::string> out;
  const std::vector<YamlNode>* items =
      read_list(node, "sources", {.least = 1, .most = 100}, findings);
  if (items == nullptr) return out;
  for (const YamlNode& item : *items) {
    const auto path = read_path(item, "an item of sources", findings);
    if (!path) continue;
    const std::string full = join_path(root, *path);
    if (!root.empty() && !is_folder(full) && !is_file(full)) {
      findings.error(code::source_not_found,
                     item.span,
                     fmt::format("the source {} is not there", quote(*path)),
                     {},
                     fmt::format("create it beside sigctl.yaml, or remove it from sources"));
      continue;
    }
    if (!root.empty() && has_link(root, *path)) {
      findings.error(code::bad_path,
                     item.span,
                     fmt::format("the source {} is or lies behind a symbolic link", quote(*path)),
                     {},
                     "name the folder itself; it must be inside the project");
      continue;
    }
    out.push_back(*path);
  }
  return out;
}

Variables read_variables(const YamlNode& node, Findings& findings) {
  Variables out;
  const ObjectReader reader(node, "vars", findings);
  if (!reader.is_mapping()) return out;
  if (node.children.size() > most_variables) {
    findings.error(code::out_of_range,
                   node.span,
                   fmt::format("vars has {} variables", with_thousands(node.children.size())),
                   fmt::format("expected at most {}", with_thousands(most_variables)));
    return out;
  }
  for (const YamlNode& child : node.children) {
    if (!is_variable_name(child.key)) {
      findings.error(code::bad_variable_name,
                     child.key_span,
                     fmt::format("{} cannot be the name of a variable", quote(child.key)),
                     "expected letters, digits and underscores, no digit first");
    }
    out[child.key] = read_texts(child, child.key, {}, {.most_bytes = 8U << 10U}, findings);
  }
  return out;
}

/// `ids: {first, last}`; without `last` a million numbers.
IdRange read_ids(const YamlNode& node, Findings& findings) {
  constexpr std::uint32_t usual_count = 1000000;
  IdRange out;
  ObjectReader reader(node, "ids", findings);
  if (!reader.is_mapping()) return out;
  if (const YamlNode* first = reader.required("first")) {
    const auto number = read_unsigned(*first, "first", {.least = 1}, findings);
    out.first = static_cast<std::uint32_t>(number.value_or(out.first));
  }
  out.last = out.first + std::min(usual_count - 1, UINT32_MAX - out.first);
  if (const YamlNode* last = reader.optional("last")) {
    const auto number = read_unsigned(*last, "last", {.least = out.first}, findings);
    out.last = static_cast<std::uint32_t>(number.value_or(out.last));
  }
  reader.finish();
  return out;
}

}  // namespace

bool is_name(std::string_view text, size_t most) {
  return !text.empty() && text.size() <= most && text.front() >= 'a' && text.front() <= 'z' &&
         text.back() != '-' &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

bool check_name(const YamlNode& node, std::string_view what, Findings& findings) {
  if (is_name(node.key)) return true;
  findings.error(code::bad_name,
                 node.key_span,
                 fmt::format("{} cannot be the name of {}", quote(node.key), what),
                 "expected lower-case letters, digits and dashes, a letter first, at most 32");
  return false;
}

std::optional<std::string> read_path(const YamlNode& node,
                                     std::string_view what,
                                     Findings& findings) {
  auto text = read_text(node, what, {.most_bytes = 240}, findings);
  if (!text) return std::nullopt;
  std::string_view written = *text;
  while (written.size() > 1 && written.ends_with('/'))
    written.remove_suffix(1);
  std::string path;
  bool is_inside = written.find('\\') == std::string_view::npos;
  for (const std::string_view part : split(written, '/')) {
    is_inside = is_inside && !part.empty() && part != "..";
    if (part != ".") path += (path.empty() ? "" : "/") + std::string(part);
  }
  if (is_inside) return path.empty() ? "." : path;
  findings.error(code::bad_path,
                 node.span,
                 fmt::format("{} is no path inside the project", quote(*text)),
                 {},
                 "write it relative to sigctl.yaml, with / and without \"..\"");
  return std::nullopt;
}

std::string where(Span at, const Sources& sources) {
  return fmt::format("{}:{}", sources.at(at.source).name(), sources.place_of(at).line);
}

std::vector<CorpusRef> read_corpora(const YamlNode& node, Findings& findings) {
  std::vector<CorpusRef> out;
  const ObjectReader corpora(node, "corpora", findings);
  if (!corpora.is_mapping()) return out;
  constexpr std::array<std::string_view, 3> labels{"benign", "attack", "unknown"};
  for (const YamlNode& child : node.children) {
    check_name(child, "a corpus", findings);
    ObjectReader reader(child, "the corpus " + quote(child.key), findings);
    CorpusRef corpus;
    corpus.name = child.key;
    if (const YamlNode* path = reader.required("path")) {
      corpus.path = read_path(*path, "path", findings).value_or("");
    }
    corpus.label =
        reader.named<Label>(reader.required("label"), "label", labels).value_or(Label::Unknown);
    if (const YamlNode* age = reader.optional("max_age")) {
      corpus.max_age =
          as_setting(*age, read_duration(*age, "max_age", longest_age, findings), findings);
    }
    reader.finish();
    out.push_back(std::move(corpus));
  }
  std::sort(out.begin(), out.end(), [](const CorpusRef& a, const CorpusRef& b) {
    return a.name < b.name;
  });
  return out;
}

Project read_project_tree(const YamlNode& root_node, const std::string& root, Findings& findings) {
  Project project;
  project.root = root;
  ObjectReader reader(root_node, "sigctl.yaml", findings);
  if (const YamlNode* name = reader.required("project")) {
    project.name = read_project_name(*name, findings);
  }
  if (const YamlNode* sources = reader.required("sources")) {
    project.sources = read_sources(*sources, root, findings);
  }
  if (const YamlNode* vars = reader.optional("vars")) {
    project.vars = read_variables(*vars, findings);
  }
  if (const YamlNode* corpora = reader.optional("corpora")) {
    project.corpora = read_corpora(*corpora, findings);
  }
  if (const YamlNode* environments = reader.required("environments")) {
    project.environments = read_environments(*environments, project.corpora, findings);
  }
  if (const YamlNode* signers = reader.optional("signers")) {
    project.signers = read_path(*signers, "signers", findings).value_or("");
  }
  if (const YamlNode* ids = reader.optional("ids")) {
    project.ids = read_ids(*ids, findings);
  }
  if (const YamlNode* points = reader.optional("enforcement_points")) {
    project.points = read_points(*points, project.environments, findings);
  }
  reader.finish();
  return project;
}

Result<Project> read_project(const std::string& folder, Diagnostics& diagnostics) {
  const SourceFile file{join_path(folder, "sigctl.yaml"), "sigctl.yaml"};
  const auto source = TRY(load_yaml(file, YamlLimits{}.bytes, diagnostics));
  const auto tree = source ? parse_yaml(*source, {}, diagnostics) : std::nullopt;
  Findings findings(diagnostics);
  if (tree) return read_project_tree(*tree, folder, findings);
  Project project;
  project.root = folder;
  return project;
}

}  // namespace sig::source

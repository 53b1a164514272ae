#include "source/discovery.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "base/file.h"
#include "base/text.h"
#include "source/codes.h"
#include "source/ips_rules.h"
#include "source/yaml.h"

namespace sig::source {
namespace {

struct LaterLanguage {
  std::string_view extension;
  std::string_view name;
};
constexpr std::array<LaterLanguage, 2> later_languages{
    {{".conf", "SecLang and fail2ban files"}, {".xml", "OSSEC rules"}}};

const LaterLanguage* later_language(std::string_view path) {
  const std::string wanted = extension(path);
  const auto* row = std::find_if(later_languages.begin(),
                                 later_languages.end(),
                                 [&](const LaterLanguage& l) { return l.extension == wanted; });
  return row == later_languages.end() ? nullptr : row;
}

bool is_wanted(std::string_view path) {
  const std::string ending = extension(path);
  return ending == ".yaml" || ending == ".yml" || ending == ".rules" ||
         later_language(path) != nullptr;
}

bool is_hidden(std::string_view path) {
  const auto parts = split(path, '/');
  return std::any_of(
      parts.begin(), parts.end(), [](std::string_view part) { return part.starts_with('.'); });
}

std::string without_trailing_slashes(std::string path) {
  while (path.size() > 1 && path.ends_with('/'))
    path.pop_back();
  return path;
}

}  // namespace

Result<std::vector<SourceFile>> find_sources(const std::string& root,
                                             const std::vector<std::string>& paths) {
  std::vector<SourceFile> out;
  for (const std::string& given : paths) {
    const std::string name = without_trailing_slashes(given);
    const std::string path = root.empty() ? name : join_path(root, name);
    if (is_file(path)) {
      out.push_back({path, name});
      continue;
    }
    if (!is_folder(path)) {
      return io_error(fmt::format("{} is not there", quote(name)),
                      "name a file or a folder that holds signatures");
    }
    const auto files = TRY(list_tree(path));
    for (const std::string& file : files) {
      if (is_hidden(file) || !is_wanted(file)) continue;
      out.push_back({join_path(path, file), name == "." ? file : join_path(name, file)});
    }
  }
  const auto by_name = [](const SourceFile& a, const SourceFile& b) { return a.name < b.name; };
  const auto same = [](const SourceFile& a, const SourceFile& b) { return a.name == b.name; };
  std::sort(out.begin(), out.end(), by_name);
  out.erase(std::unique(out.begin(), out.end(), same), out.end());
  return out;
}

Result<std::optional<std::uint32_t>> load_yaml(const SourceFile& file,
                                               std::uint64_t most_bytes,
                                               Diagnostics& diagnostics) {
  std::error_code failure;
  const std::uint64_t size = std::filesystem::file_size(file.path, failure);
  if (!failure && size > most_bytes) {
    const std::uint32_t empty = diagnostics.sources().add(file.name, "");
    diagnostics.error(code::too_large,
                      {empty, 0, 0},
                      fmt::format("the file has {} bytes; at most {} are read",
                                  with_thousands(size),
                                  with_thousands(most_bytes)),
                      {},
                      "split it into several files");
    return std::optional<std::uint32_t>();
  }
  std::string bytes = TRY(read_file(file.path, most_bytes));
  return std::optional(diagnostics.sources().add(file.name, std::move(bytes)));
}

Result<std::optional<std::uint32_t>> load(const SourceFile& file, Diagnostics& diagnostics) {
  const LaterLanguage* later = later_language(file.path);
  if (later == nullptr) {
    const bool is_rules = extension(file.path) == ".rules";
    return load_yaml(file, is_rules ? most_ips_file_bytes : YamlLimits{}.bytes, diagnostics);
  }
  const std::uint32_t empty = diagnostics.sources().add(file.name, "");
  diagnostics.warning(
      code::unsupported_language,
      {empty, 0, 0},
      fmt::format("{} is not read: {} are not supported yet", quote(file.name), later->name),
      {},
      "nothing in this file is checked, compiled or replayed");
  return std::optional<std::uint32_t>();
}

}  // namespace sig::source

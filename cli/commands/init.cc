#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/text.h"
#include "cli/commands/commands.h"
#include "cli/embedded.h"
#include "pipeline/project.h"

namespace sig::cli {
namespace {

/// The folder's name as a project name: lower case, digits and dashes.
std::string project_name(const std::string& folder) {
  std::string name;
  for (const char c :
       to_lower_ascii(std::filesystem::absolute(folder).lexically_normal().filename().string())) {
    const bool keep = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (keep) {
      name += c;
    } else if (!name.empty() && name.back() != '-') {
      name += '-';
    }
  }
  while (!name.empty() && name.back() == '-')
    name.pop_back();
  return name.empty() ? "signatures" : name;
}

std::string filled(std::string_view content, const std::string& project) {
  constexpr std::string_view token = "@PROJECT@";
  std::string out(content);
  for (size_t at = 0; (at = out.find(token, at)) != std::string::npos;)
    out.replace(at, token.size(), project);
  return out;
}

/// Refuses before the first byte is written when any file is there already.
Status refuse_overwriting(const std::string& folder) {
  for (const EmbeddedFile& file : starter_files()) {
    const std::string path = join_path(folder, file.path);
    if (is_file(path)) {
      return refused(quote(path, 240) + " is there already; nothing was written",
                     "choose an empty folder");
    }
  }
  return ok();
}

Status write_starter(const std::string& folder, const std::string& project) {
  TRY(refuse_overwriting(folder));
  for (const EmbeddedFile& file : starter_files()) {
    const std::string path = join_path(folder, file.path);
    TRY(make_folders(parent_path(path)));
    TRY(write_atomically(path, filled(file.content, project)));
  }
  return ok();
}

}  // namespace

int run_init(const InitOptions& options, const Terminal& terminal) {
  const std::string project = project_name(options.folder);
  Json files = Json::array();
  for (const EmbeddedFile& file : starter_files())
    files.push_back(file.path);
  std::string commit;
  if (options.dry_run) {
    const auto possible = refuse_overwriting(options.folder);
    if (!possible) return terminal.fail(possible.error());
  } else {
    if (auto written = write_starter(options.folder, project); !written)
      return terminal.fail(written.error());
    auto committed = pipeline::start_repository(options.folder);
    if (!committed)
      return terminal.fail(std::move(committed).error().during("making the git repository"));
    commit = *committed;
  }
  for (const EmbeddedFile& file : starter_files())
    terminal.text(fmt::format("  {}\n", file.path));
  if (options.dry_run) {
    terminal.text(fmt::format("Would write these {} files; nothing was written.\n", files.size()));
  } else {
    terminal.text(
        fmt::format("Project {} is ready in {}{}.\n",
                    project,
                    quote(options.folder, 240),
                    commit.empty() ? "; commit it before you promote" : ", with its first commit"));
    terminal.text(fmt::format("Next: cd {} && sigctl validate\n", options.folder));
  }
  terminal.document(true,
                    {{"project", project},
                     {"dry_run", options.dry_run},
                     {"commit", commit},
                     {"files", std::move(files)}});
  return exit_yes;
}

}  // namespace sig::cli

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

/// The review date that the files in cli/starter have; a new repository gets one that is a year
/// away.
constexpr std::string_view starter_review_date = "2027-11-24";

std::string next_review(Time today) {
  constexpr std::int64_t year_ns = 365LL * 86400 * 1'000'000'000;
  return to_iso8601(Time{today.ns + year_ns}).substr(0, starter_review_date.size());
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

std::string filled(std::string_view content, const std::string& project) {
  std::string out(content);
  replace_all(out, "@PROJECT@", project);
  replace_all(out, starter_review_date, next_review(now()));
  return out;
}

struct NewFile {
  std::string path;
  std::string content;
};

/// What a new repository begins with, by path.
std::vector<NewFile> new_files(const std::string& project) {
  std::vector<NewFile> files;
  for (const EmbeddedFile& file : starter_files())
    files.push_back({std::string(file.path), filled(file.content, project)});
  for (const EmbeddedFile& file : editor_schemas())
    files.push_back({join_path("schemas", file.path), std::string(file.content)});
  return files;
}

/// Refuses before the first byte is written when any file is there already.
Status refuse_overwriting(const std::string& folder, const std::vector<NewFile>& files) {
  for (const NewFile& file : files) {
    const std::string path = join_path(folder, file.path);
    if (is_file(path)) {
      return refused(quote(path, 240) + " is there already; nothing was written",
                     "choose an empty folder");
    }
  }
  return ok();
}

Status write_files(const std::string& folder, const std::vector<NewFile>& files) {
  for (const NewFile& file : files) {
    const std::string path = join_path(folder, file.path);
    TRY(make_folders(parent_path(path)));
    TRY(write_atomically(path, file.content));
  }
  return ok();
}

}  // namespace

int run_init(const InitOptions& options, const Terminal& terminal) {
  const std::string project = project_name(options.folder);
  const std::vector<NewFile> files = new_files(project);
  const auto possible = refuse_overwriting(options.folder, files);
  if (!possible) return terminal.fail(possible.error());
  std::string commit;
  if (!options.dry_run) {
    if (auto written = write_files(options.folder, files); !written)
      return terminal.fail(written.error());
    auto committed = pipeline::start_repository(options.folder);
    if (!committed)
      return terminal.fail(std::move(committed).error().during("making the git repository"));
    commit = *committed;
  }
  Json paths = Json::array();
  for (const NewFile& file : files) {
    terminal.text(fmt::format("  {}\n", file.path));
    paths.push_back(file.path);
  }
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
                     {"files", std::move(paths)}});
  return exit_yes;
}

}  // namespace sig::cli

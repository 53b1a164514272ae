// Runs golden transcripts of the real programs: script_test [--update] PROGRAMS_FOLDER FILE..
// A script is comments (#), commands ("$ ..."), their output indented by two ("." for an empty
// line,
// "[exit N]" when not 0), and files that stand below ("-- name --"). See tests/README.md.
#include <fmt/format.h>

#include <iostream>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/process.h"
#include "base/text.h"
#include "tests/support/transcript.h"

namespace {

using sig::join_path;
using sig::test::canonical;
using sig::test::use_home;

struct Script {
  std::vector<std::string> lines;  ///< above the files
  std::vector<std::pair<std::string, std::string>> files;
  std::string tail;  ///< the files as written, kept when updating
};

Script parse(const std::string& text) {
  Script script;
  bool in_files = false;
  for (const std::string_view line : sig::split(text, '\n')) {
    const bool header = line.starts_with("-- ") && line.ends_with(" --") && line.size() > 6;
    in_files = in_files || header;
    if (!in_files) {
      script.lines.emplace_back(line);
      continue;
    }
    script.tail += std::string(line) + "\n";
    if (header) {
      script.files.emplace_back(line.substr(3, line.size() - 6), "");
    } else {
      script.files.back().second += std::string(line) + "\n";
    }
  }
  // The split leaves one empty piece behind the last line end.
  if (!script.files.empty()) {
    script.files.back().second.pop_back();
    script.tail.pop_back();
  } else if (!script.lines.empty()) {
    script.lines.pop_back();
  }
  return script;
}

std::string indented(const std::string& output) {
  std::string out;
  std::string_view rest = output;
  while (!rest.empty()) {
    const size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    out += line.empty() ? "  .\n" : fmt::format("  {}\n", line);
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  return out;
}

std::string run_command(const std::string& command, const std::string& work) {
  sig::ProcessOptions options;
  options.folder = work;
  options.timeout = std::chrono::minutes(3);
  // A scenario may pipe and redirect, as a user at a shell does; the tested program never gets a
  // shell.
  const auto result = sig::run_process({"/bin/sh", "-c", "exec 2>&1; " + command}, options);
  if (!result) return "  cannot run: " + result.error().message + "\n";
  std::string out = indented(canonical(result->out, work));
  if (result->exit_code != 0) out += fmt::format("  [exit {}]\n", result->exit_code);
  return out;
}

/// The script with its outputs as they are now.
std::string play(const Script& script, const std::string& work) {
  std::string now;
  for (const std::string& line : script.lines) {
    if (line.starts_with("  ")) continue;
    now += line + "\n";
    if (line.starts_with("$ ")) now += run_command(sig::test::as_played(line.substr(2)), work);
  }
  return now + script.tail;
}

bool run_script(const std::string& path, bool update) {
  const auto text = sig::read_file(path);
  if (!text) {
    std::cout << text.error().message << "\n";
    return false;
  }
  const Script script = parse(*text);
  auto work = sig::TempFolder::create("sigctl-script");
  auto home = sig::TempFolder::create("sigctl-home");
  if (!work || !home || !use_home(home->path())) return false;
  for (const auto& [name, bytes] : script.files) {
    const std::string target = join_path(work->path(), name);
    if (!sig::make_folders(sig::parent_path(target)) ||
        !sig::write_atomically(target, sig::test::as_played(bytes)))
      return false;
  }
  const std::string now = play(script, work->path());
  if (now == *text) return true;
  if (update) return static_cast<bool>(sig::write_atomically(path, now));
  std::cout << "--- " << path << " differs; what it gives now:\n" << now << "\n";
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> arguments(argv + 1, argv + argc);
  const bool update = !arguments.empty() && arguments[0] == "--update";
  if (update) arguments.erase(arguments.begin());
  if (arguments.size() < 2) return 2;
  sig::test::use_programs(arguments[0]);
  int failed = 0;
  for (size_t i = 1; i < arguments.size(); ++i)
    failed += run_script(arguments[i], update) ? 0 : 1;
  return failed == 0 ? 0 : 1;
}

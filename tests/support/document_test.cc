// Plays the console blocks of a document as one session and compares: document_test PROGRAMS_FOLDER
// README.md.
// ```console blocks hold "$ command" lines (continued behind a backslash) and what is printed,
// where a line "..." stands for any lines; ```yaml NAME blocks are files that the reader is told to
// write. The session begins in a folder that holds testdata/. A command that ends in & is ready
// when its log says that it listens.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>

#include <iostream>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/process.h"
#include "base/text.h"
#include "tests/support/transcript.h"

namespace {

struct Step {
  std::string command;
  std::vector<std::string> expected;
};

/// The shell text of a file that the document shows.
std::string writing(const std::string& name, const std::string& content) {
  return fmt::format(
      "mkdir -p $(dirname {0}) && cat > {0} <<'END_OF_FILE'\n{1}END_OF_FILE", name, content);
}

std::vector<Step> read_steps(const std::string& text) {
  std::vector<Step> steps;
  enum class In { Prose, Console, File, Other } in = In::Prose;
  std::string file_name;
  std::string file;
  bool continues = false;
  for (const std::string_view view : sig::split(text, '\n')) {
    const std::string line(view);
    if (line.starts_with("```")) {
      const std::string kind = line.substr(3);
      if (in == In::File) steps.push_back({writing(file_name, file), {}});
      if (in != In::Prose) {
        in = In::Prose;
        continue;
      }
      file.clear();
      const size_t space = kind.find(' ');
      file_name = space == std::string::npos ? "" : kind.substr(space + 1);
      in = kind == "console" ? In::Console : !file_name.empty() ? In::File : In::Other;
      continue;
    }
    if (in == In::File) file += line + "\n";
    if (in != In::Console) continue;
    if (continues || line.starts_with("$ ")) {
      if (!continues) steps.push_back({});
      steps.back().command += continues ? "\n" + line : line.substr(2);
      continues = line.ends_with("\\");
    } else {
      steps.back().expected.push_back(line);
    }
  }
  return steps;
}

constexpr std::string_view mark = "@@@ end of step ";

/// One shell session, so that cd holds. Each step's output ends with a mark and its exit code.
std::string session(const std::vector<Step>& steps) {
  std::string out = "pids=\ntrap 'kill $pids 2>/dev/null' EXIT\n";
  for (const Step& step : steps) {
    const bool in_background = step.command.ends_with(" &");
    out += fmt::format("{{ {}\n}} 2>&1\ncode=$?\n", step.command);
    if (in_background) {
      const size_t log = step.command.find("> ") + 2;
      const std::string path = step.command.substr(log, step.command.find(' ', log) - log);
      out += fmt::format(
          "pids=\"$pids $!\"\nfor i in $(seq 600); do grep -qs listening {} && break; sleep 0.1; "
          "done\n",
          path);
    }
    out += fmt::format("printf '%s\\n' \"{}$code\"\n", mark);
  }
  return out;
}

bool matches(std::span<const std::string> expected, std::span<const std::string> got) {
  if (expected.empty()) return got.empty();
  if (expected[0] == "...") {
    for (size_t skip = 0; skip <= got.size(); ++skip) {
      if (matches(expected.subspan(1), got.subspan(skip))) return true;
    }
    return false;
  }
  return !got.empty() && expected[0] == got[0] && matches(expected.subspan(1), got.subspan(1));
}

/// Lines as the document has them: canonical, without an empty end.
std::vector<std::string> lines_of(const std::string& text, const std::string& work) {
  std::vector<std::string> lines;
  const std::string shown = sig::test::canonical(text, work);
  for (const std::string_view line : sig::split(shown, '\n'))
    lines.emplace_back(line);
  while (!lines.empty() && lines.back().empty())
    lines.pop_back();
  return lines;
}

/// The session uses the daemon's own port, so that of two checkouts on one machine one waits for
/// the other. Held until the process ends.
bool wait_for_turn() {
  const std::string path =
      (std::filesystem::temp_directory_path() / "sigctl-document.lock").string();
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  return fd >= 0 && ::flock(fd, LOCK_EX) == 0;
}

int play(const std::string& document) {
  if (!wait_for_turn()) return 1;
  const auto text = sig::read_file(document);
  auto work = sig::TempFolder::create("sigctl-document");
  auto home = sig::TempFolder::create("sigctl-home");
  if (!text || !work || !home || !sig::test::use_home(home->path())) return 1;
  std::filesystem::create_directory_symlink(SIGCTL_SOURCE_DIR "/testdata",
                                            work->path() + "/testdata");
  const std::vector<Step> steps = read_steps(*text);
  const auto result =
      sig::run_process({"/bin/sh", "-c", sig::test::as_played(session(steps))},
                       {.folder = work->path(), .timeout = std::chrono::minutes(10)});
  if (!result || steps.empty()) {
    std::cout << (result ? "no console block" : result.error().message) << "\n";
    return 1;
  }
  std::string rest = result->out;
  int failed = 0;
  for (const Step& step : steps) {
    const size_t end = rest.find(mark);
    const size_t line_end = rest.find('\n', end);
    if (end == std::string::npos) return 1;
    std::string output = rest.substr(0, end);
    const std::string code = rest.substr(end + mark.size(), line_end - end - mark.size());
    if (code != "0") output += "[exit " + code + "]\n";
    rest.erase(0, line_end + 1);
    std::string expected;
    for (const std::string& line : step.expected)
      expected += line + "\n";
    if (matches(lines_of(expected, work->path()), lines_of(output, work->path()))) continue;
    std::cout << "$ " << step.command << "\n--- the document says\n"
              << expected << "--- it gives now\n"
              << output << "\n";
    ++failed;
  }
  return failed == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  sig::test::use_programs(argv[1]);
  return play(argv[2]);
}

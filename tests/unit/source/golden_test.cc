#include <catch2/catch.hpp>
#include <cstdlib>
#include <set>

#include "base/diagnostic_codes.h"
#include "base/file.h"
#include "base/text.h"
#include "source/ips_rules.h"
#include "source/source.h"

namespace sig {
namespace {

const std::string folder = SIGCTL_SOURCE_DIR "/tests/diagnostics/";

std::string text_of(const std::string& path) {
  auto bytes = read_file(path);
  INFO(path);
  REQUIRE(bytes);
  return *std::move(bytes);
}

/// "# repeat 3: key-{n}: x" stands for three lines, with {n} counted.
std::string expand_repeats(const std::string& yaml) {
  constexpr std::string_view mark = "# repeat ";
  std::string out;
  for (const std::string_view line : split(yaml, '\n')) {
    if (!line.starts_with(mark)) {
      out += std::string(line) + "\n";
      continue;
    }
    const size_t colon = line.find(": ");
    const auto times = parse_unsigned(line.substr(mark.size(), colon - mark.size()));
    REQUIRE(times);
    for (std::uint64_t n = 0; n < *times; ++n) {
      std::string copy(line.substr(colon + 2));
      const size_t number = copy.find("{n}");
      if (number != std::string::npos) copy.replace(number, 3, std::to_string(n));
      out += copy + "\n";
    }
  }
  out.pop_back();
  return out;
}

void read_as_project(const std::string& yaml, Diagnostics& diagnostics) {
  auto work = TempFolder::create("golden");
  REQUIRE(work);
  REQUIRE(make_folders(work->path() + "/signatures"));
  for (const std::string_view line : split(yaml, '\n')) {
    if (!line.starts_with("# file: ")) continue;
    const std::string path = join_path(work->path(), line.substr(8));
    REQUIRE(make_folders(parent_path(path)));
    REQUIRE(write_atomically(path, "not looked at"));
  }
  REQUIRE(write_atomically(work->path() + "/sigctl.yaml", yaml));
  const auto project = source::read_project(work->path(), diagnostics);
  REQUIRE(project);
  REQUIRE(source::read_signatures(*project, diagnostics));
}

std::string read_as_corpus(const std::string& yaml) {
  auto work = TempFolder::create("golden");
  REQUIRE(work);
  REQUIRE(write_atomically(work->path() + "/corpus.yaml", yaml));
  Diagnostics diagnostics;
  REQUIRE(source::read_corpus_manifest(work->path(), diagnostics));
  std::string text = diagnostics.as_text();
  for (size_t at = 0; (at = text.find(work->path(), at)) != std::string::npos;)
    text.replace(at, work->path().size(), "corpora/benign-web");
  return text;
}

/// Everything that is printed about a golden text; its first line says what it is.
std::string findings_of(const std::string& name, const std::string& yaml) {
  if (yaml.starts_with("# kind: corpus\n")) return read_as_corpus(yaml);
  Diagnostics diagnostics;
  if (yaml.starts_with("# kind: project\n")) {
    read_as_project(yaml, diagnostics);
  } else {
    source::read_signature_text(
        name, expand_repeats(yaml), {{"OFFICE", {"192.0.2.0/24"}}}, diagnostics);
  }
  return diagnostics.as_text();
}

/// Rules of Suricata, or of what a first line "# dialect: snort2" says.
std::string findings_of_rules(const std::string& name, const std::string& rules) {
  const IpsDialect dialect = rules.starts_with("# dialect: snort2\n")   ? IpsDialect::Snort2
                             : rules.starts_with("# dialect: snort3\n") ? IpsDialect::Snort3
                                                                        : IpsDialect::Suricata;
  Diagnostics diagnostics;
  source::read_ips_rules(
      name, expand_repeats(rules), dialect, source::IpsVariables::stock(), diagnostics);
  return diagnostics.as_text();
}

bool is_of_rules(std::string_view code) {
  return code.starts_with("SIG06");
}

bool is_of_source(std::string_view code) {
  return code.starts_with("SIG01") || code.starts_with("SIG02") || code.starts_with("SIG03") ||
         code.starts_with("SIG05") || is_of_rules(code);
}

}  // namespace

TEST_CASE("every code of texts has a text that provokes it and the whole message") {
  for (const DiagnosticCode& row : diagnostic_codes()) {
    if (!is_of_source(row.code)) continue;
    const std::string name = std::string(row.code) + "-" + std::string(row.name);
    DYNAMIC_SECTION(name) {
      const std::string file = name + (is_of_rules(row.code) ? ".rules" : ".yaml");
      const std::string input = text_of(folder + file);
      const std::string text =
          is_of_rules(row.code) ? findings_of_rules(file, input) : findings_of(file, input);
      if (std::getenv("SIGCTL_UPDATE") != nullptr) {
        REQUIRE(write_atomically(folder + name + ".txt", text));
      }
      CHECK(text == text_of(folder + name + ".txt"));
      CHECK(text.find("[" + std::string(row.code) + "]") != std::string::npos);
    }
  }
}

TEST_CASE("no golden text is left over from a code that is gone") {
  const auto files = list_tree(folder);
  REQUIRE(files);
  for (const std::string& file : *files) {
    const DiagnosticCode* row = find_diagnostic_code(file.substr(0, file.find('-')));
    INFO(file);
    REQUIRE(row != nullptr);
    const std::string name = std::string(row->code) + "-" + std::string(row->name);
    const std::string input = name + (is_of_rules(row->code)           ? ".rules"
                                      : row->code.starts_with("SIG08") ? ".conf"
                                                                       : ".yaml");
    CHECK((file == input || file == name + ".txt"));
  }
}

TEST_CASE("codes are in order, unique, and named in words") {
  std::set<std::string_view> names;
  std::string_view last;
  for (const DiagnosticCode& row : diagnostic_codes()) {
    INFO(row.code);
    CHECK(last < row.code);
    CHECK(row.code.size() == 7);
    CHECK(names.insert(row.name).second);
    CHECK_FALSE(row.meaning.empty());
    CHECK_FALSE(row.meaning.ends_with('.'));
    last = row.code;
  }
}

}  // namespace sig

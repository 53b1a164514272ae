// What is asked of SecLang beyond its grammar: regexes that compile, and the conventions of a set.
#include "source/seclang.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <iostream>

#include "base/diagnostic_codes.h"
#include "base/file.h"
#include "base/text.h"
#include "check/seclang_conventions.h"
#include "check/seclang_regexes.h"
#include "source/seclang_files.h"
#include "tests/support/seclang_files.h"

namespace sig {
namespace {

const std::string folder = SIGCTL_SOURCE_DIR "/tests/diagnostics/";

std::string corpora() {
  const char* named = std::getenv("SIGCTL_CORPORA");
  return named != nullptr ? named : SIGCTL_SOURCE_DIR "/../shared/corpora";
}

/// First lines "# tag: NAME" and "# ver: PREFIX" set what is asked for.
check::SecConventions conventions_of(std::string_view text) {
  check::SecConventions out;
  for (const std::string_view line : split(text, '\n')) {
    if (line.starts_with("# tag: ")) out.required_tags.emplace_back(line.substr(7));
    if (line.starts_with("# ver: ")) out.version_prefix = line.substr(7);
  }
  return out;
}

std::string findings_of(const std::string& name, const std::string& text) {
  test::SecMemoryFiles world;
  Diagnostics diagnostics;
  const SecConfiguration set = source::read_seclang({{name, text}}, {}, world, diagnostics);
  check::seclang_regexes(set, diagnostics);
  check::seclang_conventions(set, conventions_of(text), diagnostics);
  return diagnostics.as_text();
}

/// All *.conf below a folder, read and checked as the core rule set asks for.
Diagnostics checked(const std::vector<std::string>& paths,
                    const check::SecConventions& conventions) {
  std::vector<source::SecInput> inputs;
  for (const std::string& path : paths) {
    auto bytes = read_file(path);
    REQUIRE(bytes);
    inputs.push_back({path, *std::move(bytes)});
  }
  source::SecDiskFiles disk;
  Diagnostics out;
  const SecConfiguration set = source::read_seclang(std::move(inputs), {}, disk, out);
  check::seclang_regexes(set, out);
  check::seclang_conventions(set, conventions, out);
  return out;
}

struct Faulty {
  const char* file;
  const char* code;
  const char* reason;  ///< a part of the message
};

}  // namespace

TEST_CASE("every check of SecLang has a text that provokes it and the whole message") {
  for (const DiagnosticCode& row : diagnostic_codes()) {
    if (row.code < "SIG0840" || row.code > "SIG0899") continue;
    const std::string name = std::string(row.code) + "-" + std::string(row.name);
    DYNAMIC_SECTION(name) {
      const auto input = read_file(folder + name + ".conf");
      REQUIRE(input);
      const std::string text = findings_of(name + ".conf", *input);
      if (std::getenv("SIGCTL_UPDATE") != nullptr)
        REQUIRE(write_atomically(folder + name + ".txt", text));
      const auto expected = read_file(folder + name + ".txt");
      REQUIRE(expected);
      CHECK(text == *expected);
      CHECK(text.find("[" + std::string(row.code) + "]") != std::string::npos);
    }
  }
}

TEST_CASE("larger corpora: each faulty file is refused for what is wrong with it") {
  const std::string bad = corpora() + "/rules-modsecurity/crs-4.28.0/bad-examples";
  if (!is_folder(bad)) {
    std::cout << "skipped: no bad examples at " << bad << "\n";
    return;
  }
  const check::SecConventions core{
      .level = Level::Error, .required_tags = {"OWASP_CRS"}, .version_prefix = "OWASP_CRS/4."};
  const auto row = GENERATE(values<Faulty>({
      {"test1", "SIG0802", "not closed"},
      {"test2", "SIG0841", "\"beginswith\" is written as \"beginsWith\""},
      {"test3", "SIG0843", "action \"id\" stands behind \"phase\""},
      {"test4", "SIG0844", "indented by 1 blank"},
      {"test5", "SIG0842", "names no operator"},
      {"test6", "SIG0851", "parts of the audit log"},
      {"test7", "SIG0816", "id 1001 is taken"},
      {"test8", "SIG0850", "level 2 in the section of level 1"},
      {"test9", "SIG0846", "no rule sets \"tx.foo\""},
      {"test10", "SIG0845", "no effect behind t:lowercase"},
      {"test11", "SIG0848", "lacks the tag \"OWASP_CRS\""},
      {"test12", "SIG0849", "no ver"},
      {"test13", "SIG0847", "no rule of the chain captures"},
  }));
  DYNAMIC_SECTION(row.file) {
    const Diagnostics found = checked({bad + "/" + row.file + ".conf"}, core);
    bool is_refused = false;
    for (const Diagnostic& finding : found.sorted()) {
      is_refused |= finding.level == Level::Error && finding.code == row.code &&
                    finding.message.find(row.reason) != std::string::npos;
    }
    INFO(found.as_text());
    CHECK(is_refused);
  }
}

TEST_CASE("larger corpora: the core rule set keeps its own conventions") {
  const std::string set = corpora() + "/rules-modsecurity/crs-4.28.0";
  if (!is_folder(set)) {
    std::cout << "skipped: no core rule set at " << set << "\n";
    return;
  }
  std::vector<std::string> paths = {set + "/crs-setup.conf.example"};
  const auto files = list_tree(set + "/rules");
  REQUIRE(files);
  for (const std::string& file : *files) {
    if (file.ends_with(".conf")) paths.push_back(join_path(set + "/rules", file));
  }
  const Diagnostics found =
      checked(paths, {.required_tags = {"OWASP_CRS"}, .version_prefix = "OWASP_CRS/4."});
  std::cout << "CRS 4.28.0: " << found.size() << " findings about regexes and conventions\n";
  INFO(found.as_text());
  CHECK(found.count(Level::Error) == 0);
  CHECK(found.size() == 0);
}

}  // namespace sig

// Real sets of rules: the OWASP core rule set as the corpora and Debian have it.
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <iostream>

#include "base/file.h"
#include "source/seclang.h"
#include "source/seclang_files.h"
#include "source/seclang_print.h"
#include "tests/support/seclang_files.h"

namespace sig {
namespace {

std::string corpora() {
  const char* named = std::getenv("SIGCTL_CORPORA");
  return named != nullptr ? named : SIGCTL_SOURCE_DIR "/../shared/corpora";
}

std::vector<source::SecInput> inputs_of(const std::vector<std::string>& paths) {
  std::vector<source::SecInput> out;
  for (const std::string& path : paths) {
    auto bytes = read_file(path);
    REQUIRE(bytes);
    out.push_back({path, *std::move(bytes)});
  }
  return out;
}

/// The *.conf files below a folder, sorted.
std::vector<std::string> conf_files(const std::string& folder) {
  std::vector<std::string> out;
  const auto files = list_tree(folder);
  REQUIRE(files);
  for (const std::string& file : *files) {
    if (file.ends_with(".conf")) out.push_back(join_path(folder, file));
  }
  return out;
}

struct Counts {
  size_t directives = 0;  ///< chained rules count
  size_t ids = 0;
};

Counts count(const SecConfiguration& configuration) {
  Counts out;
  for (const SecDirective* directive : in_order(configuration)) {
    ++out.directives;
    const auto* rule = std::get_if<SecRule>(&directive->what);
    if (rule == nullptr) continue;
    out.directives += rule->chained.size();
    out.ids += rule->id() != 0 ? 1 : 0;
  }
  return out;
}

/// Reads the text that a file is printed as; data files are taken for granted.
SecConfiguration printed_and_read(const SecConfiguration& configuration) {
  std::vector<source::SecInput> printed;
  for (const SecFile& file : configuration.files)
    printed.push_back({file.name, source::print_seclang(file)});
  test::SecMemoryFiles world;
  world.has_all_data = true;
  Diagnostics diagnostics;
  return source::read_seclang(std::move(printed), {}, world, diagnostics);
}

SecConfiguration read_and_check(const std::vector<std::string>& paths, const std::string& name) {
  auto inputs = inputs_of(paths);
  size_t bytes = 0;
  for (const auto& input : inputs)
    bytes += input.bytes.size();
  source::SecDiskFiles disk;
  Diagnostics diagnostics;
  const auto start = std::chrono::steady_clock::now();
  const SecConfiguration out = source::read_seclang(std::move(inputs), {}, disk, diagnostics);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  const Counts counts = count(out);
  std::cout << name << ": " << counts.directives << " directives, " << counts.ids << " ids, "
            << bytes / 1024 << " KiB in " << took.count() << " ms, "
            << diagnostics.count(Level::Warning) << " warnings\n";
  if (std::getenv("SIGCTL_SHOW") != nullptr) std::cout << diagnostics.as_text();
  INFO(diagnostics.as_text());
  CHECK(diagnostics.count(Level::Error) == 0);
  CHECK(printed_and_read(out) == out);
  return out;
}

}  // namespace

TEST_CASE("larger corpora: both core rule sets are read without loss") {
  const std::string folder = corpora() + "/rules-modsecurity";
  if (!is_folder(folder)) {
    std::cout << "skipped: no rules-modsecurity at " << corpora() << "\n";
    return;
  }
  const Counts old = count(read_and_check(conf_files(folder + "/crs-3.3.4/rules"), "CRS 3.3.4"));
  // 837 without SecComponentSignature; of the 635 ids that stand in the text, five are in comments.
  CHECK(old.directives == 838);
  CHECK(old.ids == 630);
  const Counts now = count(read_and_check(conf_files(folder + "/crs-4.28.0/rules"), "CRS 4.28.0"));
  CHECK(now.directives == 788);
  CHECK(now.ids == 629);
}

TEST_CASE("the core rule set of Debian is read without loss") {
  const std::string folder = "/usr/share/modsecurity-crs/rules";
  if (!is_folder(folder)) {
    std::cout << "skipped: no modsecurity-crs is installed\n";
    return;
  }
  read_and_check(conf_files(folder), "modsecurity-crs");
}

}  // namespace sig

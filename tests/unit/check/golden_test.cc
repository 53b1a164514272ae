#include <catch2/catch.hpp>
#include <cstdlib>
#include <regex>
#include <set>

#include "base/diagnostic_codes.h"
#include "base/file.h"
#include "base/sanitizer.h"
#include "base/text.h"
#include "check/check.h"
#include "model/names.h"
#include "source/source.h"

namespace sig {
namespace {

const std::string folder = SIGCTL_SOURCE_DIR "/tests/diagnostics/";

/// What the first lines of a golden text set beside its signatures, as comments:
///   # last release: ID rev N, changed     (or: same)
///   # environment: NAME blocks at CONFIDENCE, spares NETWORK
///   # budget: N signatures
struct Setting {
  Project project;
  std::vector<ManifestSignature> last_release;
  check::SetBudget budget;
  bool changed = false;
};

std::string_view word_behind(std::string_view line, std::string_view mark) {
  const size_t at = line.find(mark);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = line.substr(at + mark.size());
  return rest.substr(0, rest.find_first_of(" ,"));
}

Setting setting_of(std::string_view yaml) {
  Setting out;
  for (const std::string_view line : split(yaml, '\n')) {
    if (line.starts_with("# last release: ")) {
      ManifestSignature before;
      before.id = word_behind(line, "release: ");
      before.rev = static_cast<std::uint32_t>(*parse_unsigned(word_behind(line, "rev ")));
      out.changed = line.ends_with("changed");
      out.last_release.push_back(before);
    } else if (line.starts_with("# environment: ")) {
      Environment environment;
      environment.name = word_behind(line, "environment: ");
      environment.mode = Mode::Block;
      environment.block_at = parse_name<Confidence>(word_behind(line, " at "));
      environment.where = "sigctl.yaml:9";
      if (const auto network = parse_cidr(word_behind(line, "spares ")))
        environment.never_block.push_back(*network);
      out.project.environments.push_back(environment);
    } else if (line.starts_with("# budget: ")) {
      out.budget.signatures = *parse_unsigned(word_behind(line, "budget: "));
    }
  }
  return out;
}

std::string checked(const std::string& name, const std::string& yaml) {
  Diagnostics diagnostics;
  const std::vector<Signature> signatures =
      source::read_signature_text(name, yaml, {}, diagnostics);
  Setting setting = setting_of(yaml);
  for (ManifestSignature& before : setting.last_release) {
    for (const Signature& signature : signatures) {
      if (signature.id == before.id && !setting.changed) before.digest = signature.digest;
    }
  }
  check::run_all({.signatures = signatures,
                  .project = &setting.project,
                  .last_release = setting.last_release,
                  .now = *parse_iso8601("2026-11-24"),
                  .budget = setting.budget},
                 diagnostics);
  // What a pattern costs to compile depends on the machine.
  static const std::regex cost("(takes |compiles to )[0-9.]+");
  return std::regex_replace(diagnostics.as_text(), cost, "$1N");
}

std::set<std::string> codes_with_files() {
  std::set<std::string> out;
  const auto files = list_tree(folder);
  REQUIRE(files);
  for (const std::string& file : *files) {
    if (file.starts_with("SIG04") && extension(file) == ".yaml") out.insert(file);
  }
  return out;
}

}  // namespace

TEST_CASE("every code of the checks has a text that provokes it and the whole message") {
  for (const DiagnosticCode& row : diagnostic_codes()) {
    if (!row.code.starts_with("SIG04")) continue;
    // A budget of CPU: under a sanitizer a compile of 3 s takes more than the 10 s that end it.
    if (is_sanitized && row.code == "SIG0412") continue;
    const std::string name = std::string(row.code) + "-" + std::string(row.name);
    DYNAMIC_SECTION(name) {
      const auto yaml = read_file(folder + name + ".yaml");
      REQUIRE(yaml);
      const std::string text = checked(name + ".yaml", *yaml);
      if (std::getenv("SIGCTL_UPDATE") != nullptr)
        REQUIRE(write_atomically(folder + name + ".txt", text));
      const auto expected = read_file(folder + name + ".txt");
      REQUIRE(expected);
      CHECK(text == *expected);
      CHECK(text.find("[" + std::string(row.code) + "]") != std::string::npos);
    }
  }
}

TEST_CASE("no golden text of the checks is left over from a code that is gone") {
  for (const std::string& file : codes_with_files()) {
    INFO(file);
    CHECK(find_diagnostic_code(file.substr(0, file.find('-'))) != nullptr);
  }
}

TEST_CASE("the order of the signatures changes no finding") {
  for (const std::string& file : codes_with_files()) {
    const auto yaml = read_file(folder + file);
    REQUIRE(yaml);
    Diagnostics forward;
    std::vector<Signature> signatures = source::read_signature_text(file, *yaml, {}, forward);
    if (signatures.size() < 2 || file.starts_with("SIG0401")) continue;
    Diagnostics backward = forward;
    std::vector<Signature> reversed(signatures.rbegin(), signatures.rend());
    const Time now = *parse_iso8601("2026-11-24");
    check::run_all({.signatures = signatures, .last_release = {}, .now = now, .budget = {}},
                   forward);
    check::run_all({.signatures = reversed, .last_release = {}, .now = now, .budget = {}},
                   backward);
    INFO(file);
    CHECK(forward.sorted().size() == backward.sorted().size());
  }
}

}  // namespace sig

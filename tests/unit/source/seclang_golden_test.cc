// What is said about SecLang: for each code a text that provokes it, and the whole message.
#include <catch2/catch.hpp>
#include <cstdlib>

#include "base/diagnostic_codes.h"
#include "base/file.h"
#include "base/text.h"
#include "source/seclang.h"
#include "tests/support/seclang_files.h"

namespace sig {
namespace {

const std::string folder = SIGCTL_SOURCE_DIR "/tests/diagnostics/";

std::string text_of(const std::string& path) {
  auto bytes = read_file(path);
  INFO(path);
  REQUIRE(bytes);
  return *std::move(bytes);
}

/// "# repeat 3: SecMarker M{n}" stands for three lines, with {n} counted.
std::string expand_repeats(const std::string& text) {
  constexpr std::string_view mark = "# repeat ";
  std::string out;
  for (const std::string_view line : split(text, '\n')) {
    const size_t colon = line.find(": ");
    if (!line.starts_with(mark) || colon == std::string_view::npos) {
      out += std::string(line) + "\n";
      continue;
    }
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

/// A first line "# own ids: 1-9" sets the range of ids.
source::SecReadOptions options_of(std::string_view text) {
  source::SecReadOptions out;
  constexpr std::string_view mark = "# own ids: ";
  if (!text.starts_with(mark)) return out;
  const std::string_view range = text.substr(mark.size(), text.find('\n') - mark.size());
  const size_t dash = range.find('-');
  const auto first = parse_unsigned(range.substr(0, dash));
  const auto last = parse_unsigned(range.substr(dash + 1));
  REQUIRE((first && last));
  out.own_ids = SecIdRange{*first, *last};
  return out;
}

std::string findings_of(const std::string& name, const std::string& text) {
  const std::string whole = expand_repeats(text);
  test::SecMemoryFiles world;
  world.files = {{name, whole}};
  world.data = {"phrases.data"};
  Diagnostics diagnostics;
  source::read_seclang({{name, whole}}, options_of(text), world, diagnostics);
  return diagnostics.as_text();
}

}  // namespace

TEST_CASE("every code of SecLang has a text that provokes it and the whole message") {
  for (const DiagnosticCode& row : diagnostic_codes()) {
    if (row.code < "SIG0801" || row.code > "SIG0839") continue;
    const std::string name = std::string(row.code) + "-" + std::string(row.name);
    DYNAMIC_SECTION(name) {
      const std::string text = findings_of(name + ".conf", text_of(folder + name + ".conf"));
      if (std::getenv("SIGCTL_UPDATE") != nullptr)
        REQUIRE(write_atomically(folder + name + ".txt", text));
      CHECK(text == text_of(folder + name + ".txt"));
      CHECK(text.find("[" + std::string(row.code) + "]") != std::string::npos);
    }
  }
}

}  // namespace sig

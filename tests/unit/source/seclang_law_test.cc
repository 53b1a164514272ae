// What is printed is read as the same, whatever it is; and nothing makes reading slow.
#include <catch2/catch.hpp>
#include <chrono>
#include <iostream>

#include "source/seclang.h"
#include "source/seclang_print.h"
#include "tests/support/seclang_files.h"
#include "tests/support/seclang_writer.h"

namespace sig {
namespace {

SecConfiguration read(const std::string& text, Diagnostics& diagnostics) {
  test::SecMemoryFiles world;
  world.has_all_data = true;
  return source::read_seclang({{"law.conf", text}}, {}, world, diagnostics);
}

double seconds_to_read(const std::string& text) {
  Diagnostics diagnostics;
  const auto start = std::chrono::steady_clock::now();
  read(text, diagnostics);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::string repeated(std::string_view part, size_t times) {
  std::string out;
  for (size_t i = 0; i < times; ++i)
    out += part;
  return out;
}

}  // namespace

TEST_CASE("law: what is printed is read as what was printed") {
  for (std::uint32_t seed = 1; seed <= 3000; ++seed) {
    const SecFile file = test::SecWriter(seed).file(8);
    const std::string text = source::print_seclang(file);
    Diagnostics diagnostics;
    const SecConfiguration again = read(text, diagnostics);
    CAPTURE(seed);
    INFO(text);
    INFO(diagnostics.as_text());
    REQUIRE(again.files.size() == 1);
    REQUIRE(again.files[0].directives.size() == file.directives.size());
    for (size_t i = 0; i < file.directives.size(); ++i) {
      INFO(source::print_seclang(file.directives[i]));
      INFO(source::print_seclang(again.files[0].directives[i]));
      REQUIRE(again.files[0].directives[i] == file.directives[i]);
    }
    REQUIRE(source::print_seclang(again.files[0]) == text);
  }
}

TEST_CASE("law: CRLF and byte order mark change nothing") {
  for (std::uint32_t seed = 1; seed <= 200; ++seed) {
    const SecFile file = test::SecWriter(seed).file(5);
    std::string text = "\xef\xbb\xbf";
    for (const char c : source::print_seclang(file)) {
      if (c == '\n') text += '\r';
      text += c;
    }
    Diagnostics diagnostics;
    CAPTURE(seed);
    REQUIRE(read(text, diagnostics).files[0].directives == file.directives);
  }
}

TEST_CASE("no text makes reading slow") {
  constexpr size_t many = 200000;
  const std::string texts[] = {
      "SecRule ARGS \"@rx " + repeated("%{", many) + "\" \"id:1,phase:2\"",
      "SecRule ARGS \"@rx " + repeated("%{tx.a}", many / 4) + "\" \"id:1,phase:2\"",
      "SecRule " + repeated("ARGS:/a|", many / 2) + "ARGS \"@rx a\" \"id:1,phase:2\"",
      "SecRule ARGS:'" + repeated("\\'", many) + "' \"@rx a\" \"id:1,phase:2\"",
      "SecRule ARGS \"@rx a\" \"id:1," + repeated("maturity:5,", 1900) + "phase:2\"",
      repeated("SecMarker \\\n", many),
      repeated("SecRule ARGS \"@rx a\" \"chain\"\n", many),
      repeated("# \\\n", many),
      repeated("\n", many * 5),
      "SecRule ARGS \"" + repeated("\\\n", many) + "\" \"id:1,phase:2\"",
  };
  for (const std::string& text : texts) {
    INFO(text.substr(0, 60));
    CHECK(seconds_to_read(text) < 5);
  }
}

TEST_CASE("50,000 rules of SecLang are read") {
  std::string text;
  for (size_t id = 1; id <= 50000; ++id) {
    text += "SecRule ARGS|REQUEST_COOKIES|!ARGS:a \"@rx ^[a-z]+" + std::to_string(id) +
            "$\" \"id:" + std::to_string(id) +
            ",phase:2,block,t:none,t:lowercase,msg:'m %{TX.0}',setvar:'tx.score=+5'\"\n";
  }
  Diagnostics diagnostics;
  const auto start = std::chrono::steady_clock::now();
  const SecConfiguration set = read(text, diagnostics);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  CHECK(set.files[0].directives.size() == 50000);
  CHECK(diagnostics.size() == 0);
  std::cout << "50000 rules of SecLang, " << text.size() / 1000000 << " MB: " << took.count()
            << " s\n";
}

}  // namespace sig

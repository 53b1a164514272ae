// What a seeded generator writes as a rule is read back as what it meant; and a large set is read.
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <random>

#include "base/file.h"
#include "source/ips_rules.h"
#include "tests/support/ips_rule_words.h"

namespace sig {
namespace {

/// Writes a rule as text and what it means in words, side by side.
class RuleWriter {
 public:
  explicit RuleWriter(std::uint32_t seed) : random_(seed) {}

  std::string text;
  std::string words;

  void write(std::uint32_t sid) {
    text = "alert http any any -> any any (msg:\"m\"; flow:to_server; ";
    words.clear();
    constexpr const char* buffers[] = {
        "http.uri", "http.user_agent", "http.request_body", "http.referer"};
    const size_t first = pick(4);
    const size_t count = 1 + pick(3);
    for (size_t i = 0; i < count; ++i)
      write_buffer(buffers[(first + i) % 4]);
    text += "sid:" + std::to_string(sid) + "; rev:1;)";
  }

 private:
  size_t pick(size_t below) { return random_() % below; }
  bool flip() { return pick(2) == 0; }

  void write_buffer(const std::string& name) {
    if (!words.empty()) words += "; ";
    words += name + ": ";
    text += name + "; ";
    const size_t count = 1 + pick(4);
    for (size_t i = 0; i < count; ++i) {
      if (i > 0) words += ", ";
      if (i > 0 && pick(4) == 0) {
        write_regex();
      } else {
        write_content(i > 0);
      }
    }
  }

  void write_regex() {
    text += "pcre:\"/^[a-z]+\\x3b/iR\"; ";
    words += "/^[a-z]+\\x3b/iR";
  }

  /// Each byte in one of the ways to write it.
  size_t write_bytes() {
    const size_t length = 3 + pick(8);
    for (size_t i = 0; i < length; ++i) {
      const auto byte = static_cast<unsigned char>(pick(4) == 0 ? pick(256) : 'a' + pick(26));
      const bool is_special = byte == '"' || byte == '\\' || byte == ';' || byte == ':';
      const bool is_plain = byte >= 0x20 && byte < 0x7f && byte != '|';
      if (is_special && flip()) {
        text += std::string("\\") + static_cast<char>(byte);
      } else if (is_plain && !is_special && pick(5) != 0) {
        text += static_cast<char>(byte);
      } else {
        text += flip() ? fmt::format("|{:02x}|", byte) : fmt::format("|{:02X} |", byte);
      }
      words += byte >= 0x20 && byte < 0x7f ? std::string(1, static_cast<char>(byte))
                                           : fmt::format("<{:02x}>", byte);
    }
    return length;
  }

  void write_content(bool may_be_relative) {
    const bool negated = pick(5) == 0;
    text += negated ? "content:!\"" : "content:\"";
    words += negated ? "!'" : "'";
    const size_t length = write_bytes();
    text += "\"; ";
    words += "'";
    if (flip()) {
      text += "nocase; ";
      words += " nocase";
    }
    const size_t place = pick(4);
    if (place == 0) {
      text += "startswith; ";
      words += " startswith";
    }
    if (flip()) {
      text += "endswith; ";
      words += " endswith";
    }
    if (place == 0) words += fmt::format(" offset 0 depth {}", length);
    if (place == 1) {
      const size_t offset = pick(100), depth = length + pick(100);
      text += fmt::format("depth:{}; offset:{}; ", depth, offset);
      words += fmt::format(" offset {} depth {}", offset, depth);
    }
    if (place == 2 && may_be_relative) {
      const int distance = static_cast<int>(pick(100)) - 50;
      const size_t within = length + pick(100);
      text += fmt::format("distance:{}; within:{}; ", distance, within);
      words += fmt::format(" distance {} within {}", distance, within);
    }
  }

  std::mt19937 random_;
};

std::string corpora() {
  const char* named = std::getenv("SIGCTL_CORPORA");
  return named != nullptr ? named : SIGCTL_SOURCE_DIR "/../shared/corpora";
}

}  // namespace

TEST_CASE("law: a rule is read as what its writer meant") {
  for (std::uint32_t seed = 1; seed <= 1000; ++seed) {
    RuleWriter writer(seed);
    writer.write(seed);
    Diagnostics diagnostics;
    const auto rules = source::read_ips_rules(
        "law.rules", writer.text, IpsDialect::Suricata, source::IpsVariables::stock(), diagnostics);
    CAPTURE(seed);
    INFO(writer.text);
    INFO(diagnostics.as_text());
    REQUIRE(rules.size() == 1);
    REQUIRE(words_of_inspections(rules[0]) == writer.words);
    REQUIRE(rules[0].text == writer.text);
  }
}

TEST_CASE("50,000 rules are read") {
  std::string text;
  RuleWriter writer(7);
  for (std::uint32_t sid = 1; sid <= 50000; ++sid) {
    writer.write(sid);
    text += writer.text + "\n";
  }
  Diagnostics diagnostics;
  const auto start = std::chrono::steady_clock::now();
  const auto rules = source::read_ips_rules(
      "many.rules", text, IpsDialect::Suricata, source::IpsVariables::stock(), diagnostics);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  CHECK(rules.size() == 50000);
  CHECK(diagnostics.size() == 0);
  std::cout << "50000 rules, " << text.size() / 1000000 << " MB: " << took.count() << " s\n";
}

TEST_CASE("larger corpora: every rule file is read with no error") {
  const std::string folder = corpora() + "/rules-suricata";
  if (!is_folder(folder)) {
    std::cout << "skipped: no rules-suricata at " << corpora() << "\n";
    return;
  }
  const auto files = list_tree(folder);
  REQUIRE(files);
  size_t read = 0;
  for (const std::string& file : *files) {
    if (!file.ends_with(".rules")) continue;
    auto bytes = read_file(join_path(folder, file));
    REQUIRE(bytes);
    const IpsDialect dialect = source::guess_ips_dialect(*bytes);
    const bool is_snort = file.starts_with("snort");
    Diagnostics diagnostics;
    read += source::read_ips_rules(
                file, *std::move(bytes), dialect, source::IpsVariables::stock(), diagnostics)
                .size();
    INFO(file);
    INFO(diagnostics.as_text());
    CHECK(diagnostics.count(Level::Error) == 0);
    CHECK((dialect != IpsDialect::Suricata) == is_snort);
  }
  std::cout << read << " rules of " << folder << " read\n";
}

}  // namespace sig

// No bytes may crash, hang or fill the memory; each is refused with a finding.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <random>

#include "base/file.h"
#include "source/source.h"
#include "source/yaml.h"

namespace sig::source {
namespace {

std::string times(std::string_view text, size_t count) {
  std::string out;
  out.reserve(text.size() * count);
  for (size_t i = 0; i < count; ++i)
    out += text;
  return out;
}

std::string many_keys(size_t count) {
  std::string out;
  for (size_t i = 0; i < count; ++i)
    out += "k" + std::to_string(i) + ": v\n";
  return out;
}

std::string staircase(size_t steps) {
  std::string out;
  for (size_t i = 0; i < steps; ++i)
    out += std::string(i, ' ') + "-\n";
  return out;
}

struct Case {
  std::string name, text, finding;
};

TEST_CASE("hostile YAML is refused with a finding") {
  using namespace std::literals;
  const auto [name, text, finding] = GENERATE(values<Case>({
      {"billion laughs", "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n", "SIG0108"},
      {"an alias to itself", "&a [*a]", "SIG0108"},
      {"an anchor flood", times("&a ", 300000), "SIG0108"},
      {"a tag flood", times("!a ", 300000), "SIG0110"},
      {"100,000 deep lists", times("[", 100000), "SIG0114"},
      {"100,000 deep mappings", times("{a: ", 100000), "SIG0114"},
      {"100,000 deep block lists", times("- ", 100000), "SIG0114"},
      {"100,000 deep keys", times("? ", 100000), "SIG0119"},
      {"a staircase", staircase(1000), "SIG0114"},
      {"33 deep", times("[", 33) + times("]", 33), "SIG0114"},
      {"plain duplicate", "a: 1\na: 2", "SIG0101"},
      {"quoted duplicate", "a: 1\n'a': 2", "SIG0101"},
      {"escaped duplicate", "a: 1\n\"\\x61\": 2", "SIG0101"},
      {"merge key", "<<: {a: 1}\n", "SIG0109"},
      {"NUL", "a: b\0c"s, "SIG0104"},
      {"a key of 1 MiB", times("k", (1U << 20U) + 1), "SIG0102"},
      {"a key of nearly 1 MiB", times("k", 1U << 20U), ""},
      {"200,000 keys", many_keys(60000), "SIG0116"},
      {"100,001 values", "[" + times("a,", 100001) + "]", "SIG0115"},
      {"invalid UTF-8", "a: \xff", "SIG0103"},
      {"overlong UTF-8", "a: \xc0\xaf", "SIG0103"},
      {"a surrogate", "a: \xed\xa0\x80", "SIG0103"},
      {"cut UTF-8", "a: \xe2\x82", "SIG0103"},
      {"UTF-16",
       "\xff\xfe"
       "a\0"s,
       "SIG0105"},
      {"UTF-32", "\xff\xfe\0\0"s, "SIG0105"},
      {"UTF-8 with a mark",
       "\xef\xbb\xbf"
       "a: b",
       "SIG0105"},
      {"a second document", "a: 1\n---\nb: 2", "SIG0111"},
      {"a second document behind an end", "a: 1\n...\nb: 2", "SIG0111"},
      {"a directive", "%TAG ! tag:x\n---\na: !y z", "SIG0118"},
      {"a tag", "a: !!python/object:os.system x", "SIG0110"},
      {"binary", "a: !!binary aGk=", "SIG0110"},
      {"a lone CR", "a: 1\rb: 2", "SIG0104"},
      {"NEL",
       "a: 1\xc2\x85"
       "b: 2",
       "SIG0104"},
      {"a line separator", "a: 1\xe2\x80\xa8", "SIG0106"},
      {"bidi", "a: \xe2\x80\xaetxt", "SIG0106"},
      {"zero width", "a\xe2\x80\x8b: 1", "SIG0106"},
      {"a tab that indents", "a:\n\tb: 1", "SIG0107"},
      {"an end-of-file sign", "a: 1\x04 b", "SIG0104"},
      {"an unclosed single quote", "a: 'x", "SIG0112"},
      {"an unclosed double quote", "a: \"x", "SIG0112"},
      {"junk behind a value", "a: 1\nb", "SIG0113"},
      {"nothing", "", "SIG0117"},
      {"only line ends", times("\n", 1000000), "SIG0117"},
      {"only comments", times("#\n", 500000), "SIG0117"},
      {"an empty document", "---\n", "SIG0117"},
      {"a million document starts", times("---\n", 250000), "SIG0111"},
  }));
  DYNAMIC_SECTION(name) {
    Diagnostics diagnostics;
    const auto source = diagnostics.sources().add("a.yaml", text);
    const auto root = parse_yaml(source, {}, diagnostics);
    const auto found = diagnostics.sorted();
    INFO(diagnostics.as_text());
    CHECK(root.has_value() == finding.empty());
    CHECK((found.empty() ? "" : found[0].code) == finding);
    CHECK(found.size() <= 20);
  }
}

TEST_CASE("a file of 200 MB is refused by its size, not read") {
  auto work = TempFolder::create("hostile");
  REQUIRE(work);
  const std::string path = work->path() + "/big.yaml";
  REQUIRE(write_atomically(path, "a: 1\n"));
  REQUIRE(::truncate(path.c_str(), 200 * 1024 * 1024) == 0);
  Diagnostics diagnostics;
  const auto read = read_signature_paths({path}, {}, diagnostics);
  REQUIRE(read);
  CHECK(read->empty());
  REQUIRE(diagnostics.sorted().size() == 1);
  CHECK(diagnostics.sorted()[0].message ==
        "the file has 209 715 200 bytes; at most 1 048 576 are read");
}

TEST_CASE("random changes of a signature never crash the reader, and never pass unseen") {
  const std::string text =
      "id: a\nrev: 1\ntitle: 'A title'\ncategory: xss\nseverity: low\nconfidence: low\n"
      "owner: \"waf-team\"\nreview_by: 2027-05-24\non: http.request\n"
      "match:\n  any:\n    - {field: http.path, decode: [url], contains: \"\\xff\"}\n"
      "    - field: http.args\n      regex: |\n        a+\naction: alert\n";
  const auto seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  using namespace std::literals;
  const std::string letters = "\"'\\|>-:,[]{}#&*!%@`?~ \t\n\r\0ax0\xff\xc3"s;
  for (int round = 0; round < 3000; ++round) {
    std::string changed = text;
    for (unsigned change = 0; change < 1 + random() % 4; ++change) {
      const size_t at = random() % changed.size();
      const char letter = letters[random() % letters.size()];
      if (random() % 3 == 0) {
        changed.erase(at, 1 + random() % 5);
      } else if (random() % 2 == 0) {
        changed.insert(at, 1, letter);
      } else {
        changed[at] = letter;
      }
      if (changed.empty()) changed = "a";
    }
    Diagnostics diagnostics;
    const auto read = read_signature_text("a.yaml", changed, {}, diagnostics);
    INFO(changed);
    CHECK(read.empty() == diagnostics.has_errors());
    diagnostics.as_text();
  }
}

}  // namespace
}  // namespace sig::source

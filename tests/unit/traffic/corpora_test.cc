#include <catch2/catch.hpp>
#include <map>

#include "base/file.h"
#include "tests/support/text_events.h"

namespace sig::traffic {
namespace {

struct Total {
  std::uint64_t files = 0;
  std::uint64_t read = 0;
  std::uint64_t rejected = 0;
  friend bool operator==(const Total&, const Total&) = default;
};

std::ostream& operator<<(std::ostream& out, const Total& total) {
  return out << total.files << " files, " << total.read << " read, " << total.rejected
             << " rejected";
}

/// Reads all files below a folder; those that are refused come back with the reason.
Total read_folder(const std::string& folder, std::vector<std::string>& refused) {
  Total total;
  const auto paths = list_tree(folder);
  REQUIRE(paths);
  for (const std::string& path : *paths) {
    const Reading reading = read_source(open(join_path(folder, path), {}));
    if (!reading.error.empty()) {
      refused.push_back(path);
      continue;
    }
    INFO(path);
    CHECK(reading.counts.end_of_input);
    std::uint64_t rejected = 0;
    for (const auto& [reason, count] : reading.counts.reasons) {
      if (reason.starts_with("rejected: ")) rejected += count;
    }
    CHECK(rejected == reading.counts.records_rejected);
    ++total.files;
    total.read += reading.counts.records_read;
    total.rejected += reading.counts.records_rejected;
  }
  return total;
}

// The numbers are those of the corpora's own README, or counted with another YAML and CSV reader.
TEST_CASE("the shared HTTP recordings are read whole") {
  const auto corpora = shared_corpora();
  if (!corpora) return;
  const std::map<std::string, Total> folders{
      {"benign-http/raw", {897, 897, 0}},
      {"benign-http/har", {19, 2244, 0}},
      {"benign-http/accesslog", {1, 6473, 0}},
      {"benign-http/gotestwaf", {1, 31, 0}},
      {"benign-http/waf-bypass", {6, 6, 0}},
      {"benign-http", {925, 897 + 2244 + 6473 + 31 + 6 + 13503, 0}},
      {"attack-http/payload-lists", {50, 13278, 0}},
      {"attack-http/gotestwaf", {30, 110, 0}},
      {"attack-http/waf-bypass", {409, 409, 0}},
      {"attack-http", {490, 13278 + 110 + 409 + 8223, 0}},
  };
  for (const auto& [folder, expected] : folders) {
    INFO(folder);
    std::vector<std::string> refused;
    CHECK(read_folder(join_path(*corpora, folder), refused) == expected);
    CHECK(refused.empty());
  }
}

TEST_CASE("the shared logs are read as lines, and what is no recording is refused") {
  const auto corpora = shared_corpora();
  if (!corpora) return;
  const Reading auth = read_source(open(join_path(*corpora, "hids-logs/elastic/auth.log"), {}));
  CHECK(auth.counts.records_read == 7121);
  CHECK(auth.counts.reasons.empty());
  const auto paths = list_tree(join_path(*corpora, "hids-logs"));
  REQUIRE(paths);
  OpenOptions options;
  options.format = Format::Syslog;
  for (const std::string& path : *paths) {
    INFO(path);
    const std::string file = join_path(*corpora, "hids-logs/" + path);
    const Reading by_shape = read_source(open(file, {}));
    if (by_shape.error.empty()) CHECK(by_shape.counts.end_of_input);
    const Reading as_lines = read_source(open(file, options));
    CHECK(as_lines.error.empty());
    CHECK(as_lines.counts.records_rejected == 0);
    CHECK(as_lines.events.size() == as_lines.counts.records_read);
  }
}

}  // namespace
}  // namespace sig::traffic

// What the programs write into files is what the schemas say.
#include "model/bundle.h"
#include "tests/support/shop.h"

namespace sig {

using nlohmann::json;
using test::schema_problem;
using test::Shop;

TEST_CASE("every file that sigctl writes is what its schema says") {
  const Shop shop;
  shop.json({"init", "shop"}, 0);
  shop.add_corpus("benign-web", {"customers.pcap", "browser.har"});
  shop.add_corpus("attacks-web", {"by-hand.pcap", "access.log"});
  shop.json({"corpus", "pin", "corpora/benign-web", "--label", "benign"}, 0);
  shop.json({"corpus", "pin", "corpora/attacks-web", "--label", "attack"}, 0);
  shop.commit("corpora");
  shop.json({"compile", "-o", "out.bundle"}, 0);
  const auto of_bundle = [&](const std::string& name) {
    const std::string command = "tail -n +2 out.bundle | tar -xO " + name;
    return json::parse(shop.run({"/bin/sh", "-c", command}).out);
  };
  CHECK(schema_problem(of_bundle("manifest.json"), "manifest") == "");
  CHECK(schema_problem(of_bundle(std::string(matcher_artifact_path)), "signatures") == "");

  shop.json({"replay",
             "out.bundle",
             "--corpus",
             "benign-web",
             "--corpus",
             "attacks-web",
             "-o",
             "evidence.json",
             "--events",
             "hits.jsonl"},
            0);
  CHECK(schema_problem(json::parse(*read_file(shop.file("evidence.json"))), "evidence") == "");
  size_t lines = 0;
  const std::string hits = *read_file(shop.file("hits.jsonl"));
  for (const std::string_view line : split(hits, '\n')) {
    if (line.empty()) continue;
    CHECK(schema_problem(json::parse(line), "event") == "");
    ++lines;
  }
  CHECK(lines > 100);

  // dev asks for nothing.
  shop.json({"promote", "dev", "--evidence", "evidence.json"}, 0);
  const ProcessResult release = shop.run({"git", "show", "dev/1:release.json"});
  CHECK(schema_problem(json::parse(release.out), "release") == "");
}

}  // namespace sig

// A team's own Suricata rules beside portable signatures: checked, sealed, measured by both
// engines, gated and released, with every document checked against its schema.
#include "tests/support/shop.h"

namespace sig {
namespace {

using nlohmann::json;
using test::Shop;

const char* const local_rules =
    "alert http any any -> any any (msg:\"LOCAL directory traversal\"; flow:established,to_server; "
    "http.uri.raw; content:\"../\"; classtype:web-application-attack; sid:9100001; rev:2;)\n"
    "drop http any any -> any any (msg:\"LOCAL catalogue\"; flow:established,to_server; http.uri; "
    "content:\"/api/\"; metadata:confidence high; sid:9100002; rev:1;)\n";

void measure(const Shop& shop, const std::string& name) {
  shop.json({"compile", "-o", name + ".bundle"}, 0);
  shop.json({"replay",
             name + ".bundle",
             "--corpus",
             "benign-web",
             "--corpus",
             "attacks-web",
             "-o",
             name + ".json"},
            0);
}

const json* reason_about(const json& decision, const std::string& word) {
  for (const json& reason : decision["reasons"]) {
    if (reason.dump().find(word) != std::string::npos) return &reason;
  }
  return nullptr;
}

}  // namespace

TEST_CASE("native rules go the whole way, and a false positive of theirs is refused") {
  const Shop shop;
  shop.json({"init", "shop"}, 0);
  shop.replace("sigctl.yaml", "sources: [signatures/]", "sources: [signatures/, rules/]");
  shop.replace("sigctl.yaml", "max_ns_per_byte: 50", "max_ns_per_byte: 5000");
  shop.replace("sigctl.yaml", ", max_age: 90d", "");
  // The captures hold 60 clients, which show 6 % and no less.
  shop.replace("sigctl.yaml", "max_rate: 1%", "max_rate: 6%");
  shop.write("rules/local.rules", local_rules);
  shop.add_corpus("benign-web", {"customers.pcap", "access.log", "browser.har"});
  shop.add_corpus("attacks-web", {"by-hand.pcap", "access.log"});
  shop.json({"corpus", "pin", "corpora/benign-web", "--label", "benign"}, 0);
  shop.json({"corpus", "pin", "corpora/attacks-web", "--label", "attack"}, 0);
  shop.commit("rules of our own");
  CHECK(shop.json({"validate", "--engine", "suricata"}, 0)["engine"].get<std::string>().starts_with(
      "suricata "));

  // The catalogue is what customers read: flows, not log lines, are what the gate counts.
  measure(shop, "first");
  const json refusal = shop.json({"gate", "stage", "--evidence", "first.json"}, 1);
  const json* reason = reason_about(refusal, "sid-9100002");
  REQUIRE(reason != nullptr);
  CHECK(reason->dump().find("of 227 flows blocked") != std::string::npos);
  const json compared = shop.json({"replay",
                                   "first.bundle",
                                   "--corpus",
                                   "benign-web",
                                   "--corpus",
                                   "attacks-web",
                                   "--compare",
                                   "builtin,suricata"},
                                  0);
  CHECK(compared["agreed"] > 0);
  shop.json({"report", "first.json", "--html", "report.html"}, 0);
  const std::string page = *read_file(shop.file("report.html"));
  CHECK(page.find("LOCAL catalogue") != std::string::npos);

  // Narrowed to what customers never ask for, it is released.
  shop.replace("rules/local.rules", "content:\"/api/\"", "content:\"/api/internal/\"");
  shop.replace("rules/local.rules", "sid:9100002; rev:1", "sid:9100002; rev:2");
  shop.commit("only the internal catalogue");
  measure(shop, "second");
  CHECK(shop.json({"diff", "first.bundle", "second.bundle", "--corpus", "benign-web"},
                  1)["newly_blocked_benign"] == 0);
  CHECK(shop.json({"promote", "stage", "--evidence", "second.json"}, 0)["releases"].size() == 2);

  // What was released is not changed in silence, and its rev does not go down.
  shop.replace("rules/local.rules", "sid:9100001; rev:2", "sid:9100001; rev:1");
  shop.replace("rules/local.rules", "/api/internal/", "/api/hidden/");
  const json findings = shop.json({"validate"}, 1)["diagnostics"];
  REQUIRE(findings.size() == 2);
  CHECK(findings.dump().find("rev 1 of \\\"sid-9100001\\\" is lower than rev 2") !=
        std::string::npos);
  CHECK(findings.dump().find("\\\"sid-9100002\\\" changed since the last release and is still") !=
        std::string::npos);
}

}  // namespace sig

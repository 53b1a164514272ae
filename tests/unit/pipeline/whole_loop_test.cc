// From `sigctl init` to `sigctl rollback`, with the real programs, real git and recorded traffic.
#include "tests/support/daemon_process.h"
#include "tests/support/shop.h"

namespace sig {
namespace {

using nlohmann::json;
using test::DaemonProcess;
using test::Shop;

const char* const bulk_export = R"(id: bulk-export
rev: 1
title: The catalogue asked for in one request
category: policy
severity: medium
confidence: high
owner: shop-team
review_by: 2027-05-24
on: http.request
match:
  all:
    - {field: http.path, starts_with: /api/}
    - {field: http.arg.limit, regex: '^[0-9]{2,}$'}
action: block
block_for: 10m
examples:
  match: ["GET /api/items?limit=100000 HTTP/1.1\r\nHost: shop\r\n\r\n"]
  no_match: ["GET /api/items?limit=5 HTTP/1.1\r\nHost: shop\r\n\r\n"]
)";

/// `init` and everything up to pinned corpora, committed; prod is served by `daemon`.
void begin(const Shop& shop, const DaemonProcess& daemon, const std::string& folder) {
  CHECK(shop.json({"init", "shop"}, 0)["commit"].get<std::string>().size() == 40);
  CHECK(shop.json({"validate"}, 0)["warnings"] == 0);
  shop.replace("sigctl.yaml", "/var/lib/sigmatchd", folder);
  shop.replace("sigctl.yaml", "/run/sigmatchd/control.sock", daemon.socket());
  shop.replace("sigctl.yaml", "http://127.0.0.1:8600", daemon.url_text());
  // What a busy machine or a sanitizer makes of the cost is not what is tested here.
  shop.replace("sigctl.yaml", "max_ns_per_byte: 50", "max_ns_per_byte: 5000");
  // Nor how old the recordings of testdata/ have become.
  shop.replace("sigctl.yaml", ", max_age: 90d", "");
  shop.add_corpus("benign-web", {"customers.pcap", "access.log", "browser.har"});
  shop.add_corpus("attacks-web", {"by-hand.pcap", "access.log"});
  CHECK(shop.json({"corpus", "pin", "corpora/benign-web", "--label", "benign"}, 0)["clients"] ==
        521);
  CHECK(shop.json({"corpus", "pin", "corpora/attacks-web", "--label", "attack"}, 0)["files"] == 2);
  CHECK(shop.json({"corpus", "check", "corpora/benign-web"}, 0)["changes"].empty());
  shop.commit("corpora and the enforcement point");
}

/// compile and replay; the evidence as printed.
json measure(const Shop& shop, const std::string& name) {
  CHECK(shop.json({"compile", "-o", name + ".bundle"}, 0)["signatures"] > 70);
  const json evidence = shop.json({"replay",
                                   name + ".bundle",
                                   "--corpus",
                                   "benign-web",
                                   "--corpus",
                                   "attacks-web",
                                   "-o",
                                   name + ".json"},
                                  0);
  CHECK(evidence["valid"] == true);
  return evidence;
}

/// What the daemon says of a browser's request, each time from another client.
std::string verdict(const DaemonProcess& daemon, const std::string& uri) {
  static int client = 0;
  const json request = {{"method", "GET"},
                        {"uri", uri},
                        {"headers", {{"Host", "shop"}, {"User-Agent", "Mozilla/5.0"}}},
                        {"client_ip", "198.51.100." + std::to_string(++client)}};
  const push::HttpReply reply =
      daemon.http({.method = "POST", .path = "/check", .body = request.dump()});
  return json::parse(reply.body).at("verdict").get<std::string>();
}

}  // namespace

TEST_CASE("the whole loop, from init to rollback") {
  const Shop shop;
  const auto folder = TempFolder::create("sigctl-loop");
  REQUIRE(folder);
  DaemonProcess daemon(folder->path());
  begin(shop, daemon, folder->path());

  // The starter set is released.
  measure(shop, "first");
  CHECK(shop.json({"gate", "stage", "--evidence", "first.json"}, 0)["verdict"] == "pass");
  const json dry = shop.json({"promote", "stage", "--evidence", "first.json", "--dry-run"}, 0);
  CHECK(dry["next"] == 1);
  CHECK(dry["releases"].empty());
  CHECK(shop.run({"git", "tag"}).out.empty());
  CHECK(shop.json({"promote", "stage", "--evidence", "first.json"}, 0)["releases"].size() == 2);
  CHECK(shop.json({"promote", "stage", "--evidence", "first.json"}, 0).contains("already"));
  CHECK(shop.json({"promote", "prod", "--evidence", "first.json"}, 0)["releases"].size() == 1);
  CHECK(shop.json({"status"}, 1)["environments"][2]["points"][0]["drift"] == "runs-nothing");
  CHECK(shop.json({"push", "prod"}, 0)["outcome"] == "done");
  CHECK(verdict(daemon, "/api/items?limit=100000") == "pass");

  // A signature with a real false positive is refused.
  shop.write("signatures/web/bulk-export.yaml", bulk_export);
  shop.commit("block bulk exports");
  measure(shop, "second");
  CHECK(shop.json({"diff", "first.bundle", "second.bundle", "--corpus", "benign-web"},
                  1)["newly_blocked_benign"] > 0);
  const json refusal = shop.json({"gate", "stage", "--evidence", "second.json"}, 1);
  CHECK(refusal["verdict"] == "fail");
  CHECK(refusal.dump().find("sigctl.yaml:") != std::string::npos);
  CHECK(shop.json({"promote", "stage", "--evidence", "second.json"}, 1)["releases"].empty());
  CHECK(shop.run({"git", "tag"}).out == "dev/1\nprod/1\nstage/1\n");
  const json report = shop.json({"report",
                                 "second.json",
                                 "--html",
                                 "report.html",
                                 "--junit",
                                 "junit.xml",
                                 "--sarif",
                                 "report.sarif",
                                 "--markdown",
                                 "report.md"},
                                0);
  for (const char* name : {"report.html", "junit.xml", "report.sarif", "report.md"}) {
    CHECK(read_file(shop.file(name))->find("bulk-export") != std::string::npos);
  }

  // Fixed, released, pushed, and seen to block.
  shop.replace("signatures/web/bulk-export.yaml", "{2,}", "{4,}");
  CHECK(shop.json({"explain", "bulk-export", "GET /api/items?limit=20 HTTP/1.1"}, 1)["ok"] ==
        false);
  shop.replace("signatures/web/bulk-export.yaml", "rev: 1", "rev: 2");
  shop.commit("bulk exports have four digits");
  measure(shop, "third");
  CHECK(shop.json({"promote", "stage", "--evidence", "third.json"}, 0)["releases"].size() == 2);
  CHECK(shop.json({"promote", "prod", "--evidence", "third.json", "--reason", "exports"},
                  0)["releases"][0]["number"] == 2);
  const json plan = shop.json({"push", "prod", "--dry-run"}, 0);
  CHECK(plan["plan"][0]["needed"] == true);
  CHECK(plan["plan"][0]["possible"] == true);
  CHECK(verdict(daemon, "/api/items?limit=100000") == "pass");
  CHECK(shop.json({"push", "prod"}, 0)["points"][0]["done"] == true);
  CHECK(verdict(daemon, "/api/items?limit=100000") == "block");
  CHECK(verdict(daemon, "/api/items?limit=20") == "pass");
  CHECK(shop.json({"status"}, 0)["environments"][2]["drift"] == false);

  // And taken back.
  CHECK(shop.json({"rollback", "prod", "--reason", "checkout blocked", "--dry-run"},
                  0)["release"]["number"] == 1);
  const json back = shop.json({"rollback", "prod", "--reason", "checkout blocked"}, 0);
  CHECK(back["release"]["number"] == 3);
  CHECK(back["release"]["restores"] == 1);
  CHECK(back["push"]["outcome"] == "done");
  CHECK(verdict(daemon, "/api/items?limit=100000") == "pass");
  CHECK(shop.json({"status"}, 0)["ok"] == true);
  CHECK(shop.json({"log", "prod"}, 0)["releases"].size() == 3);

  // A rollback whose reader has gone is pushed all the same.
  const std::string unread =
      "{ \"$0\" rollback prod --to 2 --reason again; echo $? > ../code; } | true; cat ../code";
  CHECK(shop.run({"/bin/sh", "-c", unread, SIGCTL}).out == "0\n");
  CHECK(verdict(daemon, "/api/items?limit=100000") == "block");
  CHECK(shop.json({"status"}, 0)["environments"][2]["release"]["number"] == 4);
  CHECK(shop.run({"git", "fsck", "--strict"}).exit_code == 0);
}

TEST_CASE(
    "a daemon that is down: the plan says so, a push and a rollback do not claim more than is") {
  const Shop shop;
  const auto folder = TempFolder::create("sigctl-loop");
  REQUIRE(folder);
  DaemonProcess daemon(folder->path());
  begin(shop, daemon, folder->path());
  measure(shop, "first");
  shop.json({"promote", "stage", "--evidence", "first.json"}, 0);
  shop.json({"promote", "prod", "--evidence", "first.json"}, 0);
  shop.write("signatures/web/bulk-export.yaml", bulk_export);
  shop.replace("signatures/web/bulk-export.yaml", "{2,}", "{4,}");
  shop.commit("block bulk exports");
  measure(shop, "second");
  shop.json({"promote", "stage", "--evidence", "second.json"}, 0);
  shop.json({"promote", "prod", "--evidence", "second.json"}, 0);
  daemon.child().end(SIGTERM);

  CHECK(shop.json({"push", "prod", "--dry-run"}, 3)["plan"][0]["possible"] == false);
  CHECK(shop.json({"push", "prod"}, 3)["outcome"] == "failed");
  const json back = shop.json({"rollback", "prod", "--reason", "checkout blocked"}, 5);
  CHECK(back["release"]["number"] == 3);
  CHECK(back["push"]["outcome"] == "failed");
  CHECK(shop.json({"status"}, 1)["environments"][2]["points"][0]["drift"] == "unreachable");

  daemon.start();
  // Its port is new; the release is pushed to where the daemon is now.
  std::string project = *read_file(shop.file("sigctl.yaml"));
  const size_t at = project.find("url: http://127.0.0.1:");
  project.replace(at, project.find('\n', at) - at, "url: " + daemon.url_text());
  shop.write("sigctl.yaml", project);
  CHECK(shop.json({"push", "prod"}, 0)["points"][0]["done"] == true);
  CHECK(verdict(daemon, "/api/items?limit=100000") == "pass");
}

TEST_CASE("output that nobody reads is no failure, and a full disk is") {
  const Shop shop;
  shop.json({"init", "shop"}, 0);
  const std::string full = "exec \"$0\" status > /dev/full";
  const ProcessResult lost = shop.run({"/bin/sh", "-c", full, SIGCTL});
  CHECK(lost.exit_code == 3);
  CHECK(lost.err.find("could not be written") != std::string::npos);
  const std::string full_json = "exec \"$0\" status --json > /dev/full";
  const ProcessResult lost_json = shop.run({"/bin/sh", "-c", full_json, SIGCTL});
  CHECK(lost_json.exit_code == 3);
  CHECK(lost_json.err.find("could not be written") != std::string::npos);
  // Events that nobody reads do not cost the evidence.
  const std::string events =
      "{ \"$0\" replay --sources signatures --traffic " SIGCTL_SOURCE_DIR
      "/testdata/attacks-web --events - -o evidence.json; echo $? > ../code; } | true; cat ../code";
  CHECK(shop.run({"/bin/sh", "-c", events, SIGCTL}).out == "0\n");
  CHECK(is_file(shop.file("evidence.json")));
  // The reader closes before anything is written: the command still ends with its own code.
  const std::string closed = "{ \"$0\" status; echo $? > code; } | true; cat code";
  CHECK(shop.run({"/bin/sh", "-c", closed, SIGCTL}).out == "0\n");
}

TEST_CASE("what cannot be carried out is one document too") {
  const Shop shop;
  shop.json({"status"}, 1);
  shop.json({"validate", "nowhere.yaml"}, 3);
  shop.json({"replay", "nowhere.bundle", "--traffic", "nowhere.pcap"}, 3);
  shop.json({"report", "nowhere.json"}, 3);
  shop.json({"merge", "nowhere.json", "-o", "out.json"}, 3);
  shop.json({"corpus", "pin", "nowhere", "--label", "benign"}, 3);
  shop.json({"corpus", "check", "nowhere"}, 3);
  shop.json({"init", "shop"}, 0);
  shop.json({"init", "."}, 1);
  shop.json({"gate", "staging"}, 2);
  shop.json({"gate", "stage"}, 2);
  shop.json({"push", "prod"}, 1);
  shop.json({"rollback", "prod", "--reason", "x"}, 1);
  shop.json({"log", "nowhere"}, 2);
  shop.json({"explain", "no-such-id", "GET / HTTP/1.1"}, 2);
  shop.json({"diff", "a.bundle", "b.bundle", "--corpus", "benign-web"}, 1);
}

}  // namespace sig

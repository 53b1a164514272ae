#include <catch2/catch.hpp>

#include "tests/support/daemon_process.h"
#include "tests/support/rules_folder.h"

using namespace sig;
using test::eventually;

namespace {

/// A daemon that serves two signatures: one blocks for a second, one only alerts.
struct Serving {
  TempFolder temp = *TempFolder::create("serving");
  test::RulesFolder rules{temp.path()};
  std::optional<test::DaemonProcess> daemon;

  explicit Serving(Mode mode = Mode::Block,
                   std::vector<std::string> more = {},
                   Seconds block_for = Seconds(0)) {
    Signature block = test::uri_signature("passwd-file", "/etc/passwd");
    if (block_for.count() > 0) block.block_for = block_for;
    const SealedBundle bundle =
        test::bundle_of({block, test::uri_signature("wp-login", "wp-login.php", Action::Alert)});
    Activation activation = test::activation_for(bundle, 43, mode);
    activation.never_block = {*parse_cidr("203.0.113.0/24")};
    activation.never_block_names = {"health-checker"};
    rules.put_current(bundle, activation);
    daemon.emplace(temp.path(), std::move(more));
  }
};

}  // namespace

TEST_CASE("a request is judged by the signatures of the current generation") {
  Serving serving;
  const Json blocked = serving.daemon->check("/../../etc/passwd");
  CHECK(blocked["verdict"] == "block");
  CHECK(blocked["signature"] == "passwd-file");
  CHECK(blocked["rev"] == 1);
  CHECK(blocked["release"] == "prod/43");
  CHECK(blocked["bundle"] == serving.daemon->ask({{"command", "status"}})["bundle"]);
  CHECK(serving.daemon->check("/wp-login.php")["verdict"] == "alert");
  const Json both = serving.daemon->check("/wp-login.php?/etc/passwd");
  CHECK(both["verdict"] == "block");
  CHECK(both["all"].size() == 2);
  CHECK(serving.daemon->check("/index.html")["verdict"] == "pass");
}

TEST_CASE("nginx's auth_request is answered with 204 or 403 and the signature's name") {
  Serving serving;
  const push::HttpReply passed = serving.daemon->auth("/index.html");
  CHECK(passed.status == 204);
  CHECK(passed.body.empty());
  const push::HttpReply blocked = serving.daemon->auth("/x?f=/etc/passwd");
  CHECK(blocked.status == 403);
  const std::pair<std::string, std::string> named{"x-sigctl-signature", "passwd-file"};
  CHECK(std::find(blocked.headers.begin(), blocked.headers.end(), named) != blocked.headers.end());
  CHECK(serving.daemon->get("/auth").status == 400);
}

TEST_CASE("a detecting environment never blocks") {
  Serving serving(Mode::Detect);
  const Json verdict = serving.daemon->check("/etc/passwd");
  CHECK(verdict["verdict"] == "alert");
  CHECK(verdict["signature"] == "passwd-file");
  CHECK(serving.daemon->auth("/etc/passwd").status == 204);
}

TEST_CASE("a client that was blocked stays out until its block ends by itself") {
  Serving serving(Mode::Block, {}, Seconds(1));
  const test::DaemonProcess& daemon = *serving.daemon;
  CHECK(daemon.check("/etc/passwd", "198.51.100.1")["cause"] == "signature");
  const Json again = daemon.check("/index.html", "198.51.100.1");
  // Had the second already passed, the request would be served: then there is nothing to see.
  if (again["verdict"] == "block") {
    CHECK(again["cause"] == "timed block");
    CHECK(again["signature"] == "passwd-file");
  }
  CHECK(daemon.check("/index.html", "198.51.100.2")["verdict"] == "pass");
  CHECK(eventually([&] { return daemon.check("/", "198.51.100.1")["verdict"] == "pass"; }));
  CHECK(eventually([&] { return daemon.ask({{"command", "status"}})["blocks"] == 0; }));
}

TEST_CASE("running blocks are listed and can be ended") {
  Serving serving(Mode::Block, {}, Seconds(3600));
  const test::DaemonProcess& daemon = *serving.daemon;
  daemon.check("/etc/passwd", "2001:db8::7");
  CHECK(daemon.check("/", "2001:db8::7")["verdict"] == "block");
  CHECK(daemon.auth("/", "2001:db8::7").status == 403);
  const Json blocks = daemon.ask({{"command", "blocks"}});
  REQUIRE(blocks["blocks"].size() == 1);
  CHECK(blocks["blocks"][0]["client"] == "2001:db8::7");
  CHECK(blocks["blocks"][0]["signature"] == "passwd-file");
  CHECK(daemon.ask({{"command", "unblock"}, {"ip", "2001:db8::7"}})["was_blocked"] == true);
  CHECK(daemon.check("/", "2001:db8::7")["verdict"] == "pass");
}

TEST_CASE("who is on the never_block list is not blocked, and no block starts") {
  Serving serving(Mode::Block, {}, Seconds(3600));
  const test::DaemonProcess& daemon = *serving.daemon;
  CHECK(daemon.check("/etc/passwd", "203.0.113.9")["verdict"] == "alert");
  CHECK(daemon.check("/", "203.0.113.9")["verdict"] == "pass");
  const Json by_name = {{"method", "GET"},
                        {"uri", "/etc/passwd"},
                        {"headers", {{"USER-AGENT", "Acme Health-Checker/2"}}},
                        {"client_ip", "198.51.100.3"}};
  const push::HttpReply reply =
      daemon.http({.method = "POST", .path = "/check", .body = json_text(by_name)});
  CHECK(Json::parse(reply.body)["verdict"] == "alert");
  CHECK(daemon.ask({{"command", "blocks"}})["total"] == 0);
}

TEST_CASE("the bypass lets everything pass, by command and by a file") {
  Serving serving(Mode::Block, {}, Seconds(3600));
  const test::DaemonProcess& daemon = *serving.daemon;
  daemon.check("/etc/passwd", "198.51.100.4");
  CHECK(daemon.ask({{"command", "bypass"}, {"on", true}})["bypass"] == true);
  CHECK(daemon.check("/etc/passwd")["cause"] == "bypass");
  CHECK(daemon.check("/", "198.51.100.4")["verdict"] == "pass");
  daemon.ask({{"command", "bypass"}, {"on", false}});
  CHECK(daemon.check("/", "198.51.100.4")["verdict"] == "block");
  const std::string file = serving.temp.path() + "/bypass";
  REQUIRE(write_atomically(file, ""));
  CHECK(eventually([&] { return daemon.check("/etc/passwd")["verdict"] == "pass"; }));
  CHECK(daemon.ask({{"command", "bypass"}, {"on", false}})["bypass"] == true);
  std::filesystem::remove(file);
  CHECK(eventually([&] { return daemon.check("/etc/passwd")["verdict"] == "block"; }));
}

TEST_CASE("each alert and block is one redacted line of JSON, and SIGHUP opens the file anew") {
  const TempFolder logs = *TempFolder::create("events");
  const std::string path = logs.path() + "/events.jsonl";
  Serving serving(Mode::Block, {"--events", path});
  serving.daemon->check("/wp-login.php");
  serving.daemon->check("/x?card=4111111111111111&f=/etc/passwd&name=Smith");
  const auto lines = [&] { return read_file(path).operator bool() ? *read_file(path) : ""; };
  const auto count = [&] {
    const std::string text = lines();
    return std::count(text.begin(), text.end(), '\n');
  };
  REQUIRE(eventually([&] { return count() == 2; }));
  const std::string text = lines();
  const Json event = Json::parse(text.substr(text.find('\n') + 1));
  CHECK(event["alert"]["action"] == "blocked");
  CHECK(event["signature"] == "passwd-file");
  CHECK(event["release"] == "prod/43");
  CHECK(event["match"][0]["matched"] == "/etc/passwd");
  CHECK(text.find("4111") == std::string::npos);
  CHECK(text.find("Smith") == std::string::npos);
  std::filesystem::rename(path, path + ".1");
  ::kill(serving.daemon->child().pid(), SIGHUP);
  CHECK(eventually([&] {
    serving.daemon->check("/wp-login.php");
    return is_file(path) && count() > 0;
  }));
}

TEST_CASE("what the daemon did is told to Prometheus") {
  Serving serving;
  serving.daemon->check("/etc/passwd");
  serving.daemon->check("/");
  const std::string text = serving.daemon->get("/metrics").body;
  for (const std::string_view line : {"sigmatchd_requests_total{endpoint=\"check\"} 2\n",
                                      "sigmatchd_verdicts_total{verdict=\"block\"} 1\n",
                                      "sigmatchd_verdicts_total{verdict=\"pass\"} 1\n",
                                      "signature=\"passwd-file\",action=\"block\"} 1\n",
                                      "sigmatchd_verdict_seconds_count 2\n",
                                      "environment=\"prod\",release=\"43\",mode=\"block\"} 1\n",
                                      "sigmatchd_signatures 2\n",
                                      "sigmatchd_bypass 0\n"}) {
    INFO(line);
    CHECK(text.find(line) != std::string::npos);
  }
  CHECK(serving.daemon->get("/healthz").status == 200);
}

TEST_CASE("without rules the declared choice is the answer") {
  const TempFolder temp = *TempFolder::create("norules");
  SECTION("pass") {
    const test::DaemonProcess daemon(temp.path());
    CHECK(daemon.check("/etc/passwd")["verdict"] == "pass");
    CHECK(daemon.get("/healthz").status == 503);
  }
  SECTION("block") {
    const test::DaemonProcess daemon(temp.path(), {"--on-no-rules", "block"});
    CHECK(daemon.check("/")["verdict"] == "block");
    CHECK(daemon.auth("/").status == 403);
  }
}

TEST_CASE("SIGTERM ends the daemon cleanly and removes its socket") {
  Serving serving;
  const std::string socket = serving.daemon->socket();
  CHECK(serving.daemon->child().end(SIGTERM) == 0);
  CHECK_FALSE(std::filesystem::exists(socket));
}

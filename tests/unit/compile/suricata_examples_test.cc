// What the starter set becomes for Suricata 7, run by the real engine over its own examples.
#include <catch2/catch.hpp>
#include <iostream>
#include <map>

#include "compile/actions.h"
#include "compile/capability.h"
#include "compile/compile.h"
#include "source/source.h"
#include "tests/support/example_capture.h"
#include "tests/support/real_suricata.h"

namespace sig::compile {
namespace {

using test::ExampleCapture;
using test::RealSuricata;

std::vector<Signature> starter_set() {
  Diagnostics diagnostics;
  auto signatures =
      source::read_signature_paths({SIGCTL_SOURCE_DIR "/cli/starter/signatures"}, {}, diagnostics);
  REQUIRE(signatures);
  REQUIRE_FALSE(diagnostics.has_errors());
  REQUIRE(signatures->size() > 70);
  return *std::move(signatures);
}

const std::string& artifact(const Compiled& compiled, std::string_view path) {
  for (const BundleFile& file : compiled.files) {
    if (file.path == path) return file.bytes;
  }
  FAIL("no " << path);
  return compiled.files.front().bytes;
}

std::set<std::string> lost_on(std::string_view engine, const Compiled& compiled) {
  std::set<std::string> out;
  for (const CapabilityLoss& loss : compiled.manifest.losses) {
    if (loss.engine == engine) out.insert(loss.signature);
  }
  return out;
}

/// An example in the capture, and whether its signature must fire.
struct Played {
  std::string signature;
  std::string name;
  std::string client;
  bool wanted = true;
};

void play(const Signature& signature, ExampleCapture& capture, std::vector<Played>& out) {
  const std::uint32_t times = signature.rate ? signature.rate->count : 1;
  size_t number = 0;
  for (const std::string& example : signature.examples.match) {
    const std::string name = "match " + std::to_string(++number);
    out.push_back({signature.id, name, capture.add(signature.on, example, times), true});
    if (times == 1) continue;
    out.push_back({signature.id,
                   name + ", once too few",
                   capture.add(signature.on, example, times - 1),
                   false});
  }
  number = 0;
  for (const std::string& example : signature.examples.no_match) {
    out.push_back({signature.id,
                   "no_match " + std::to_string(++number),
                   capture.add(signature.on, example, times),
                   false});
  }
}

}  // namespace

TEST_CASE("Suricata cannot express these of the starter set") {
  const auto compiled = for_targets({.project = "shop", .signatures = starter_set()});
  REQUIRE(compiled);
  CHECK(lost_on("suricata", *compiled) == std::set<std::string>{
                                              // values of arguments or cookies, one by one
                                              "appliance-exploit",
                                              "command-injection",
                                              "encoded-traversal",
                                              "header-injection",
                                              "java-deserialization",
                                              "ldap-injection",
                                              "nosql-operator",
                                              "php-stream-wrapper",
                                              "remote-file-inclusion",
                                              "shellshock",
                                              "spring4shell",
                                              "sqli-terminator",
                                              "ssrf-internal-address",
                                              "system-file",
                                              "xml-external-entity",
                                              // decode html, nulls, utf8
                                              "path-traversal",
                                              "xss-active-element",
                                              "xss-event-handler",
                                              "xss-script-call",
                                              "xss-script-tag",
                                              "xss-script-uri",
                                              // logs
                                              "mail-brute-force",
                                              "sshd-brute-force",
                                              "sshd-scan",
                                              "sshd-user-guessing",
                                              "sudo-refused",
                                              // a request and its response
                                              "web-login-failures",
                                          });
}

TEST_CASE("the starter set's examples, as a capture, fire in the real Suricata as in the matcher") {
  if (!RealSuricata::is_installed()) {
    std::cout << "skipped: no suricata here\n";
    return;
  }
  const std::vector<Signature> signatures = starter_set();
  const auto compiled = for_targets({.project = "shop", .signatures = signatures});
  REQUIRE(compiled);
  const std::string& rules = artifact(*compiled, "artifacts/suricata/sigctl.rules");
  const std::set<std::string> lost = lost_on("suricata", *compiled);
  ExampleCapture capture;
  std::vector<Played> played;
  for (const Signature& signature : signatures) {
    if (lost.count(signature.id) == 0) play(signature, capture, played);
  }
  std::map<std::uint32_t, std::string> owners;
  for (const RuleInText& rule : rules_in(rules))
    owners[rule.sid] = rule.signature;
  const RealSuricata suricata;
  std::set<std::pair<std::string, std::string>> fired;
  for (const auto& [sid, address] : suricata.alerts(rules, capture.file()))
    fired.emplace(owners.at(sid), address);
  CHECK(played.size() > 200);
  for (const Played& one : played) {
    INFO(one.signature << ", " << one.name);
    CHECK((fired.count({one.signature, one.client}) != 0) == one.wanted);
  }
}

}  // namespace sig::compile

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <set>

#include "base/file.h"
#include "check/check.h"
#include "source/source.h"

namespace sig {
namespace {

const std::string starter = SIGCTL_SOURCE_DIR "/cli/starter";

std::vector<Signature> starter_signatures(Diagnostics& diagnostics) {
  auto signatures = source::read_signature_paths({starter + "/signatures"}, {}, diagnostics);
  REQUIRE(signatures);
  return *std::move(signatures);
}

}  // namespace

TEST_CASE("the starter signatures pass every check without an error, warning or note") {
  Diagnostics diagnostics;
  const std::vector<Signature> signatures = starter_signatures(diagnostics);
  CHECK(diagnostics.as_text() == "");
  CHECK(signatures.size() >= 60);
  const auto start = std::chrono::steady_clock::now();
  for (const check::Check& check : check::all_checks()) {
    const auto before = std::chrono::steady_clock::now();
    check.run({.signatures = signatures,
               .last_release = {},
               .now = *parse_iso8601("2026-11-24"),
               .budget = {}},
              diagnostics);
    if (std::getenv("SIGCTL_PRINT") != nullptr) {
      std::cout << check.name << " "
                << std::chrono::duration<double>(std::chrono::steady_clock::now() - before).count()
                << " s\n";
    }
  }
  if (std::getenv("SIGCTL_PRINT") != nullptr) {
    std::cout << signatures.size() << " signatures checked in "
              << std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()
              << " s\n";
  }
  CHECK(diagnostics.as_text() == "");
}

TEST_CASE("the starter has a signature for each ordinary block of a WAF") {
  Diagnostics diagnostics;
  std::set<std::string> ids;
  for (const Signature& signature : starter_signatures(diagnostics))
    ids.insert(signature.id);
  for (const std::string_view id :
       {"scanner-user-agent",   "command-line-client", "technology-asp",
        "technology-jsp",       "admin-php",           "wordpress-admin",
        "phpmyadmin",           "log4shell",           "shellshock",
        "ognl-injection",       "spring4shell",        "path-traversal",
        "sqli-union-select",    "xss-script-tag",      "command-injection",
        "php-stream-wrapper",   "ssrf-cloud-metadata", "tcp-null-scan",
        "reverse-shell-banner", "sshd-brute-force",    "web-login-brute-force"}) {
    INFO(id);
    CHECK(ids.contains(std::string(id)));
  }
}

TEST_CASE("each starter signature brings two examples of both kinds, an owner and references") {
  Diagnostics diagnostics;
  for (const Signature& signature : starter_signatures(diagnostics)) {
    INFO(signature.id);
    CHECK(signature.examples.match.size() >= 2);
    CHECK(signature.examples.no_match.size() >= 2);
    CHECK_FALSE(signature.references.empty());
    REQUIRE(signature.review_by);
    CHECK(to_iso8601(*signature.review_by).starts_with("2027-11-24"));
    const bool blocks = signature.action == Action::Block;
    if (blocks) CHECK(signature.confidence == Confidence::High);
  }
}

TEST_CASE("the starter's sigctl.yaml is read without a finding once its name is filled in") {
  const auto folder = TempFolder::create("starter");
  REQUIRE(folder);
  auto text = read_file(starter + "/sigctl.yaml");
  REQUIRE(text);
  const std::string token = "@PROJECT@";
  REQUIRE(text->find(token) != std::string::npos);
  text->replace(text->find(token), token.size(), "shop-edge");
  REQUIRE(write_atomically(folder->path() + "/sigctl.yaml", *text));
  REQUIRE(make_folders(folder->path() + "/signatures"));
  Diagnostics diagnostics;
  const auto project = source::read_project(folder->path(), diagnostics);
  REQUIRE(project);
  CHECK(diagnostics.as_text() == "");
  CHECK(project->environments.size() == 3);
  CHECK(project->points.size() == 1);

  const std::vector<Signature> signatures = starter_signatures(diagnostics);
  for (const check::Check& check : check::all_checks()) {
    if (check.name != "blocking") continue;
    check.run({.signatures = signatures,
               .project = &*project,
               .last_release = {},
               .now = *parse_iso8601("2026-11-24"),
               .budget = {}},
              diagnostics);
  }
  CHECK(diagnostics.as_text() == "");
}

}  // namespace sig

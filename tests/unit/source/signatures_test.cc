#include <catch2/catch.hpp>

#include "source/source.h"

namespace sig {
namespace {

constexpr const char* traversal = R"(id: path-traversal
rev: 3
title: Directory traversal in the request path or a parameter
category: path-traversal            # one table
severity: high
confidence: high
owner: waf-team
review_by: 2027-05-24
references: ["cwe:22"]
on: http.request
match:
  any:
    - {field: http.path, decode: [url, url], contains: "../"}
    - {field: http.args, decode: [url], regex: '(?:^|[\\/])\.\.[\\/]'}
  none:
    - {field: client.ip, in: [192.0.2.0/24, $OFFICE]}
rate: {count: 5, within: 60s, by: client.ip}     # optional: fire on the fifth
action: block
block_for: 10m
examples:
  match:    ["GET /static/../../etc/passwd HTTP/1.1\r\nHost: shop\r\n\r\n"]
  no_match: ["GET /static/a..b/logo.png HTTP/1.1\r\nHost: shop\r\n\r\n"]
)";

TEST_CASE("the signature of the design reads whole") {
  Diagnostics diagnostics;
  const auto read = source::read_signature_text("signatures/a.yaml",
                                                traversal,
                                                {{"OFFICE", {"198.51.100.0/24", "2001:db8::/32"}}},
                                                diagnostics);
  INFO(diagnostics.as_text());
  REQUIRE(read.size() == 1);
  CHECK(diagnostics.as_text().empty());
  const Signature& signature = read[0];
  CHECK(signature.id == "path-traversal");
  CHECK(signature.rev == 3);
  CHECK(signature.origin.file == "signatures/a.yaml");
  CHECK(signature.origin.line == 1);
  REQUIRE(signature.match.kind == Condition::Kind::All);
  REQUIRE(signature.match.children.size() == 2);
  CHECK(signature.match.children[0].children[1].test.values[0] == R"((?:^|[\\/])\.\.[\\/])");
  CHECK(signature.match.children[1].children[0].test.networks.size() == 3);
  CHECK(signature.rate->count == 5);
  CHECK(signature.block_for == Seconds{600});
  CHECK(signature.examples.match[0].ends_with("\r\n\r\n"));
}

}  // namespace
}  // namespace sig

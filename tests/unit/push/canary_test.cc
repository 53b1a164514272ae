#include "push/canary.h"

#include <catch2/catch.hpp>

#include "tests/support/pushing.h"

using namespace sig;
using push::Canary;

namespace {

std::vector<std::string> names(const std::vector<Canary>& canaries, bool must_fire) {
  std::vector<std::string> out;
  for (const Canary& canary : canaries) {
    if (canary.must_fire == must_fire) out.push_back(canary.signature);
  }
  return out;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("canaries come from signatures that one request can fire") {
  Signature rated = test::uri_signature("rated", "rated-value");
  rated.rate = Rate{5, Seconds(60), *parse_field("client.ip")};
  Signature by_address = test::uri_signature("by-address", "address-value");
  by_address.match.children[0].test.field = *parse_field("client.ip");
  by_address.match.children[0].test.op = Operator::In;
  Signature silent = test::uri_signature("silent", "silent-value");
  silent.examples.match.clear();
  const test::Pushed pushed({test::uri_signature("alerts", "alert-value", Action::Alert),
                             test::uri_signature("blocks", "block-value"),
                             rated},
                            1);
  push::Desired desired = pushed.desired;
  desired.signatures.push_back(by_address);
  desired.signatures.push_back(silent);
  const std::vector<Canary> canaries = push::choose_canaries(desired);
  CHECK(names(canaries, true) == Names{"blocks", "alerts"});
  CHECK(names(canaries, false) == Names{"blocks", "silent", "alerts"});
  CHECK(canaries[0].action == Action::Block);
  CHECK(canaries[1].action == Action::Alert);
}

TEST_CASE("where the environment only detects, a canary must be an alert") {
  const test::Pushed pushed({test::uri_signature("a", "aaaa")}, 1, Mode::Detect);
  CHECK(push::choose_canaries(pushed.desired)[0].action == Action::Alert);
}

TEST_CASE("a canary does not come as a client that is never blocked") {
  test::Pushed pushed({test::uri_signature("a", "aaaa")}, 1);
  pushed.environment.never_block_names = {"HOST: SHOP"};
  CHECK(push::choose_canaries(pushed.desired).empty());
  CHECK(push::canary_client(pushed.environment)->text() == "192.0.2.99");
  pushed.environment.never_block = {*parse_cidr("192.0.2.0/24")};
  CHECK(push::canary_client(pushed.environment)->text() == "198.51.100.99");
  pushed.environment.never_block = {*parse_cidr("0.0.0.0/0")};
  CHECK_FALSE(push::canary_client(pushed.environment));
}

TEST_CASE("the number of canaries is bounded") {
  std::vector<Signature> many;
  for (int i = 0; i < 200; ++i)
    many.push_back(
        test::uri_signature("s" + std::to_string(1000 + i), "value" + std::to_string(i)));
  const test::Pushed pushed(many, 1);
  CHECK(push::choose_canaries(pushed.desired).size() == 100);
}

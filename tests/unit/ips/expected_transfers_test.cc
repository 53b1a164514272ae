#include "ips/expected_transfers.h"

#include <catch2/catch.hpp>

namespace sig::ips {
namespace {

Flow flow_between(const char* client,
                  const char* server,
                  std::uint16_t port,
                  std::uint64_t number = 1) {
  Flow flow;
  flow.client = *parse_ip(client);
  flow.server = *parse_ip(server);
  flow.server_port = port;
  flow.number = number;
  return flow;
}

constexpr const char* client = "192.0.2.1";
constexpr const char* server = "192.0.2.2";

protocol::FtpTransfer named(std::uint16_t port, const std::string& name) {
  return {port, false, false, name};
}

Time at_second(std::int64_t seconds) {
  return Time{seconds * 1'000'000'000};
}

std::string found(ExpectedTransfers& expected, const Flow& flow, std::int64_t second = 0) {
  const protocol::FtpTransfer* transfer = expected.find(flow, at_second(second));
  return transfer == nullptr ? "" : transfer->file_name;
}

}  // namespace

TEST_CASE("a data connection is found by its addresses, either way round, and its port") {
  ExpectedTransfers expected;
  expected.add(flow_between(client, server, 21), named(2000, "a"), {});
  CHECK(found(expected, flow_between(client, server, 2000)) == "a");
  CHECK(found(expected, flow_between(server, client, 2000)) == "a");
  CHECK(found(expected, flow_between(client, server, 2001)).empty());
  CHECK(found(expected, flow_between(client, "192.0.2.3", 2000)).empty());
}

TEST_CASE("what has come is no longer expected, nor an older one of that port") {
  ExpectedTransfers expected;
  const Flow control = flow_between(client, server, 21);
  expected.add(control, named(2000, "old"), {});
  expected.add(control, named(2000, "new"), {});
  expected.add(control, named(2001, "other"), {});
  CHECK(found(expected, flow_between(client, server, 2000)) == "new");
  expected.take(flow_between(client, server, 2000));
  CHECK(found(expected, flow_between(client, server, 2000)).empty());
  CHECK(found(expected, flow_between(client, server, 2001)) == "other");
}

TEST_CASE("expectations end with their control connection") {
  ExpectedTransfers expected;
  expected.add(flow_between(client, server, 21, 1), named(2000, "a"), {});
  expected.add(flow_between(client, server, 21, 2), named(2001, "b"), {});
  expected.forget(flow_between(client, server, 21, 1));
  CHECK(found(expected, flow_between(client, server, 2000)).empty());
  CHECK(found(expected, flow_between(client, server, 2001)) == "b");
  expected.forget(flow_between(client, server, 21, 2));
  CHECK(expected.is_empty());
}

TEST_CASE("one that does not come is forgotten when another is looked for after 30 seconds") {
  ExpectedTransfers expected;
  expected.add(flow_between(client, server, 21), named(2000, "a"), at_second(0));
  CHECK(found(expected, flow_between(client, server, 2001), 30).empty());
  CHECK(found(expected, flow_between(client, server, 2000), 40) == "a");
  CHECK(found(expected, flow_between(client, server, 2001), 41).empty());
  CHECK(expected.is_empty());
}

TEST_CASE("expectations are bounded for a pair and for all") {
  ExpectedTransfers expected;
  for (std::uint16_t port = 1; port <= 14; ++port)
    expected.add(flow_between(client, server, 21), named(port, "x"), {});
  size_t left = 0;
  for (std::uint16_t port = 1; port <= 14; ++port)
    left += found(expected, flow_between(client, server, port)).empty() ? 0U : 1U;
  CHECK(left == 10);
  CHECK(found(expected, flow_between(client, server, 14)) == "x");

  const std::string long_name(4000, 'n');
  for (int host = 0; host < 5000; ++host) {
    const std::string address =
        "198.51." + std::to_string(host / 250) + "." + std::to_string(host % 250);
    expected.add(flow_between(client, address.c_str(), 21), named(1, long_name), {});
  }
  CHECK(found(expected, flow_between(client, server, 14)).empty());
  CHECK(found(expected, flow_between(client, "198.51.0.1", 1)).empty());
  CHECK(found(expected, flow_between(client, "198.51.19.249", 1)) == long_name);
}

}  // namespace sig::ips

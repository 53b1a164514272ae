#include "model/activation.h"

#include <catch2/catch.hpp>

using namespace sig;

namespace {

Activation sample() {
  Activation activation;
  activation.environment = "prod";
  activation.release = 43;
  activation.bundle = sha256("bundle");
  activation.mode = Mode::Block;
  activation.block_at = Confidence::High;
  activation.never_block = {*parse_cidr("10.0.0.0/8"), *parse_cidr("2001:db8::/32")};
  activation.never_block_names = {"health-checker"};
  activation.as_of = *parse_iso8601("2026-11-24T04:13:00Z");
  return activation;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("an activation that was written reads back equal") {
  const std::string text = activation_document(sample());
  const Result<Activation> read = read_activation(text, "activation.json");
  REQUIRE(read);
  CHECK(read->never_block == sample().never_block);
  CHECK(read->block_at == Confidence::High);
  CHECK(activation_document(*read) == text);
}

TEST_CASE("an activation is read strictly") {
  struct Case {
    std::string_view name, from, to, error;
  };
  const auto c = GENERATE(values<Case>({
      {"schema", "activation/1", "activation/2", ""},
      {"unknown key", "\"mode\"", "\"extra\": 1, \"mode\"", ""},
      {"duplicate key", "\"mode\"", "\"release\": 1, \"mode\"", ""},
      {"mode",
       "\"mode\": \"block\"",
       "\"mode\": \"on\"",
       "activation.json: \"mode\": must be \"detect\" or \"block\""},
      {"block_at",
       "\"high\"",
       "\"higher\"",
       "activation.json: \"block_at\": must be \"low\", \"medium\" or \"high\""},
      {"network with host bits",
       "10.0.0.0/8",
       "10.0.0.1/8",
       "activation.json: never_block: \"networks\": must hold networks such as \"10.0.0.0/8\""},
      {"empty name",
       "health-checker",
       "",
       "activation.json: never_block: \"user_agents\": must hold texts of 1 to 256 bytes"},
      {"environment",
       "\"prod\"",
       "\"../prod\"",
       "activation.json: \"environment\": must be 1 to 64 letters, digits, - or _"},
      {"negative release", "43", "-43", ""},
      {"time", "2026-11-24T04:13:00Z", "yesterday", ""},
  }));
  DYNAMIC_SECTION(c.name) {
    const std::string text = replaced(activation_document(sample()), c.from, c.to);
    const Result<Activation> read = read_activation(text, "activation.json");
    REQUIRE_FALSE(read);
    if (!c.error.empty()) CHECK(read.error().message == c.error);
  }
}

TEST_CASE("an activation over its limits is refused") {
  Activation activation = sample();
  activation.never_block_names.assign(10000, "a");
  CHECK_FALSE(read_activation(activation_document(activation), "activation.json"));
  CHECK_FALSE(read_activation(std::string((1U << 20U) + 1, ' '), "activation.json"));
}

// The JSON Schemas say what the C++ reads and writes.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "daemon/check_request.h"
#include "daemon/event_line.h"
#include "tests/support/judging.h"

using namespace sig;
using nlohmann::json;

namespace {

bool is_valid(const std::string& schema_name, const std::string& text) {
  const json schema_text = json::parse(*read_file(SIGCTL_SOURCE_DIR "/schemas/" + schema_name));
  valijson::Schema schema;
  valijson::SchemaParser parser;
  parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(schema_text), schema);
  const json document = json::parse(text);
  valijson::Validator validator;
  return validator.validate(schema, valijson::adapters::NlohmannJsonAdapter(document), nullptr);
}

}  // namespace

TEST_CASE("the reader of requests to check and its schema agree") {
  struct Case {
    std::string json;
    bool is_good;
  };
  const auto c = GENERATE(values<Case>({
      {R"({"method":"GET","uri":"/"})", true},
      {R"({"method":"GET","uri":"/","headers":[["a","b"]],"body":"x","version":"HTTP/1.1"})", true},
      {R"({"method":"GET","uri":"/","headers":{"a":"b"},"body_base64":"YQ==","ignore_bypass":true})",
       true},
      {R"({"raw":"GET / HTTP/1.1\r\n\r\n","client_ip":"192.0.2.1"})", true},
      {R"({"raw_base64":"R0VUIC8gSFRUUC8xLjENCg0K"})", true},
      {R"({"uri":"/"})", false},
      {R"({"method":"GET"})", false},
      {R"({})", false},
      {R"([])", false},
      {R"({"method":1,"uri":"/"})", false},
      {R"({"method":"GET","uri":"/","extra":1})", false},
      {R"({"method":"GET","uri":"/","headers":[["a"]]})", false},
      {R"({"method":"GET","uri":"/","headers":[["a","b","c"]]})", false},
      {R"({"method":"GET","uri":"/","headers":{"a":1}})", false},
      {R"({"method":"GET","uri":"/","headers":"a"})", false},
      {R"({"method":"GET","uri":"/","ignore_bypass":"yes"})", false},
      {R"({"raw":"GET / HTTP/1.1\r\n\r\n","method":"GET","uri":"/"})", false},
  }));
  INFO(c.json);
  CHECK(static_cast<bool>(daemon::CheckRequest::parse(c.json, {})) == c.is_good);
  CHECK(is_valid("check_request.schema.json", c.json) == c.is_good);
}

TEST_CASE("the reader of activations and its schema agree") {
  Activation activation;
  activation.environment = "prod";
  activation.block_at = Confidence::Low;
  activation.never_block = {*parse_cidr("10.0.0.0/8")};
  activation.never_block_names = {"checker"};
  const json good = json::parse(activation_document(activation));
  const auto agree = [](const json& document, bool is_good) {
    INFO(document.dump());
    CHECK(static_cast<bool>(read_activation(document.dump(), "a")) == is_good);
    CHECK(is_valid("activation.schema.json", document.dump()) == is_good);
  };
  agree(good, true);
  for (const auto& [key, value] : good.items()) {
    json without = good;
    without.erase(key);
    agree(without, key == "block_at");
    json other = good;
    other[key] = json::array({1});
    agree(other, false);
  }
  json more = good;
  more["more"] = 1;
  agree(more, false);
  json unnamed = good;
  unnamed["environment"] = "a/b";
  agree(unnamed, false);
}

TEST_CASE("every verdict and event is as its schema says") {
  test::Judging judging;
  Signature block = test::uri_signature("block", "aaaa");
  block.block_for = Seconds(60);
  const auto check = [&](const daemon::Verdict& verdict) {
    INFO(daemon::verdict_json(verdict));
    CHECK(is_valid("check_verdict.schema.json", daemon::verdict_json(verdict)));
    if (verdict.outcome == daemon::Outcome::Pass) return;
    const std::string line =
        daemon::event_line(verdict, judging.last_event(), judging.moment.wall, true);
    INFO(line);
    CHECK(is_valid("daemon_event.schema.json", line));
  };
  check(judging.ask("/"));
  judging.put_in_force({block, test::uri_signature("alert", "bbbb", Action::Alert)});
  check(judging.ask("/"));
  check(judging.ask("/bbbb"));
  check(judging.ask("/aaaa\x01\xff"));
  check(judging.ask("/"));
  judging.shared.bypass_by_command = true;
  check(judging.ask("/aaaa"));
}

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "base/file.h"
#include "support/evidence_builder.h"

namespace sig::replay {
namespace {

using nlohmann::json;

bool is_valid(const json& document) {
  const auto bytes = read_file(SIGCTL_SOURCE_DIR "/schemas/evidence.schema.json");
  REQUIRE(bytes);
  const json text = json::parse(*bytes);
  valijson::Schema schema;
  valijson::SchemaParser parser;
  parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(text), schema);
  valijson::Validator validator;
  return validator.validate(schema, valijson::adapters::NlohmannJsonAdapter(document), nullptr);
}

TEST_CASE("what is written as evidence is what the schema describes") {
  Evidence evidence = tests::evidence_with_hit();
  RateCandidate candidate{"benign-web", "sql-injection", "192.0.2.7", Time{1234567890123456789}};
  candidate.where = evidence.signatures[0].corpora["benign-web"].examples[0];
  evidence.rate_candidates.push_back(candidate);
  evidence.signatures[1].rate = Rate{3, Seconds{60}, {FieldId::ClientIp, ""}};
  evidence.previous_attempt = sha256("first");
  evidence.result_digest = result_digest(evidence);
  json document = json::parse(evidence_document(evidence));
  CHECK(is_valid(document));
  CHECK(read_evidence(document.dump(), "evidence.json"));

  json unknown = document;
  unknown["predicate"]["proof"] = 1;
  CHECK_FALSE(is_valid(unknown));
  document["predicate"]["run"].erase("workers");
  CHECK_FALSE(is_valid(document));
}

}  // namespace
}  // namespace sig::replay

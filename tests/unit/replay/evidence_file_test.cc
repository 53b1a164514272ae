#include "replay/evidence_file.h"

#include <catch2/catch.hpp>

#include "support/evidence_builder.h"

namespace sig::replay {
namespace {

Evidence with_everything() {
  Evidence out = tests::evidence_with_hit();
  out.shards = 3;
  out.shard = 1;
  out.shards_merged = {1, 2};
  out.attempt = 2;
  out.previous_attempt = sha256("first");
  out.invalid = {"corpus \"benign-web\": a.har is missing"};
  RateCandidate candidate{"benign-web", "sql-injection", "192.0.2.7", Time{1234567890123456789}};
  candidate.where = out.signatures[0].corpora["benign-web"].examples[0];
  candidate.where.time.reset();
  candidate.is_flagged = true;
  candidate.blocked_levels = 2;
  out.rate_candidates.push_back(candidate);
  out.result_digest = result_digest(out);
  return out;
}

/// The document with the first `from` replaced.
std::string edited(std::string text, std::string_view from, std::string_view to) {
  const size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

TEST_CASE("evidence reads back as it was written, to the last byte") {
  const std::string document = evidence_document(with_everything());
  const Result<Evidence> read = read_evidence(document, "evidence.json");
  REQUIRE(read);
  CHECK(evidence_document(*read) == document);
  CHECK(read->corpora[0].captured_to->ns == tests::day(2).ns + 123456789);
  CHECK(read->rate_candidates[0].time.ns == 1234567890123456789);
  CHECK(read->signatures[0].corpora.at("benign-web").examples[0].parts[0].matched == "../");
  CHECK(read->corpora[0].surfaces.at(Surface::HttpRequest).clients.at("client-0").blocked ==
        ByConfidence{1, 1, 1});
}

TEST_CASE("times before 1970 keep their nanoseconds") {
  Evidence evidence = tests::clean_evidence(1, 1);
  evidence.corpora[0].captured_from = Time{-1500000001};
  evidence.result_digest = result_digest(evidence);
  const Result<Evidence> read = read_evidence(evidence_document(evidence), "evidence.json");
  REQUIRE(read);
  CHECK(read->corpora[0].captured_from->ns == -1500000001);
}

TEST_CASE("the result digest depends on the results and on nothing else") {
  const Evidence base = tests::evidence_with_hit();
  Evidence other = base;
  other.workers = 7;
  other.scan_ns = 1;
  other.started = tests::day(1);
  other.attempt = 9;
  other.tool_version = "9";
  CHECK(result_digest(other) == result_digest(base));
  other.bundle = sha256("another");
  CHECK(result_digest(other) != result_digest(base));
  other = base;
  other.corpora[0].records_read -= 1;
  CHECK(result_digest(other) != result_digest(base));
  other = base;
  other.signatures[0].corpora["benign-web"].examples[0].shown += "x";
  CHECK(result_digest(other) != result_digest(base));
}

struct Forgery {
  const char* name;
  const char* from;
  const char* to;
  const char* message;
};

TEST_CASE("a document that is not exactly evidence is refused, and the message says why") {
  const auto c = GENERATE(values<Forgery>({
      {"another predicate version",
       "replay-evidence/v1",
       "replay-evidence/v2",
       "e.json: \"predicateType\": is \"https://sigctl.dev/replay-evidence/v2\"; this version "
       "reads \"https://sigctl.dev/replay-evidence/v1\""},
      {"another statement version",
       "Statement/v1",
       "Statement/v0.1",
       "e.json: \"_type\": is \"https://in-toto.io/Statement/v0.1\"; this version reads "
       "\"https://in-toto.io/Statement/v1\""},
      {"an unknown field",
       "\"project\"",
       "\"proof\": 1, \"project\"",
       "e.json: predicate: unknown key \"proof\""},
      {"a missing field",
       "\"workers\"",
       "\"helpers\"",
       "e.json: predicate.run: \"workers\": is missing"},
      {"two subjects",
       "\"subject\": [",
       "\"subject\": [{\"name\": \"bundle\", \"digest\": {\"sha256\": "
       "\"0000000000000000000000000000000000000000000000000000000000000000\"}},",
       "e.json: \"subject\": has 2 elements; the limit is 1"},
      {"another name of the subject",
       "\"name\": \"bundle\"",
       "\"name\": \"image\"",
       "e.json.subject[0]: \"name\": is \"image\"; this version reads \"bundle\""},
      {"an algorithm downgraded",
       "\"sha256\"",
       "\"md5\"",
       "e.json.subject[0].digest: \"sha256\": is missing"},
      {"a negative count",
       "\"filesRead\": 1",
       "\"filesRead\": -1",
       "e.json: predicate.corpora[0].counts: \"filesRead\": expected a whole number from 0 to "
       "8796093022208"},
      {"a count that would overflow sums",
       "\"units\": 4,",
       "\"units\": 9223372036854775807,",
       "e.json: predicate.corpora[0].surfaces[0].byClient[0]: \"units\": expected a whole number "
       "from 0 to 8796093022208"},
      {"an unknown surface",
       "\"surface\": \"http.request\"",
       "\"surface\": \"smtp\"",
       "e.json: predicate.corpora[0].surfaces[0]: \"surface\": \"smtp\" is none of http.request, "
       "http.response, packet, stream, dns, tls, log or flow"},
      {"a client named twice",
       "\"client-2\"",
       "\"client-1\"",
       "e.json: predicate.corpora[0].surfaces[0].byClient[0]: \"clients\": names a client twice"},
      {"no corpus left",
       "\"name\": \"benign-web\"",
       "\"name\": \"benign-app\"",
       "e.json: does not add up: signature \"path-traversal\" on corpus \"benign-web\", which is "
       "not part of the run"},
      {"a hit taken away",
       "\"flagged\": 1",
       "\"flagged\": 0",
       "e.json: does not add up: corpus \"benign-web\", http.request: the counts of the clients "
       "are not the total's"},
      {"a record taken away",
       "\"recordsRead\": 12",
       "\"recordsRead\": 11",
       "e.json: does not add up: the result digest is not that of the results"},
      {"a rejected record hidden",
       "\"recordsRejected\": 2",
       "\"recordsRejected\": 0",
       "e.json: does not add up: corpus \"benign-web\" has 0 rejected records, and reasons for 2"},
      {"a shard that is not there",
       "\"index\": 1,",
       "\"index\": 3,",
       "e.json: predicate.shard: \"index\": expected a whole number from 0 to 2"},
  }));
  DYNAMIC_SECTION(c.name) {
    const std::string document = edited(evidence_document(with_everything()), c.from, c.to);
    const Result<Evidence> read = read_evidence(document, "e.json");
    REQUIRE_FALSE(read);
    CHECK(read.error().message == c.message);
    CHECK(read.error().kind == ErrorKind::Input);
  }
}

TEST_CASE("no document cut short is read as evidence") {
  const std::string document = evidence_document(with_everything());
  // The last byte is the final newline, which may be missing.
  for (size_t length = 0; length + 1 < document.size(); ++length) {
    CHECK_FALSE(read_evidence(std::string_view(document).substr(0, length), "e.json"));
  }
}

TEST_CASE("no single changed byte of the results is accepted") {
  const std::string document = evidence_document(tests::evidence_with_hit());
  const size_t begin = document.find("\"ruleset\"");
  const size_t end = document.find("\"shard\"");
  for (size_t at = begin; at < end; ++at) {
    std::string changed = document;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    const Result<Evidence> read = read_evidence(changed, "e.json");
    // A space that became another byte, or a letter of a key, fails to parse; the rest must differ.
    if (read) CHECK(evidence_document(*read) == document);
  }
}

TEST_CASE("an object of endless keys is refused before it costs time") {
  std::string text = "{";
  for (int i = 0; i < 200000; ++i)
    text += "\"k" + std::to_string(i) + "\":0,";
  text.back() = '}';
  const Result<Evidence> read = read_evidence(text, "e.json");
  REQUIRE_FALSE(read);
  CHECK(read.error().message == "e.json: more than 64 keys in one object");
}

}  // namespace
}  // namespace sig::replay

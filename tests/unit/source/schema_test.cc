// The C++ readers and the JSON Schemas say the same: over tables of documents, over the golden
// texts, and name by name.
#include <catch2/catch.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "base/diagnostic_codes.h"
#include "base/file.h"
#include "base/text.h"
#include "model/category.h"
#include "model/names.h"
#include "source/corpus_reader.h"
#include "source/plain.h"
#include "source/project_reader.h"
#include "source/source.h"

namespace sig {
namespace {

using nlohmann::json;
using Names = std::set<std::string>;

json load_schema(const std::string& kind) {
  const auto bytes = read_file(SIGCTL_SOURCE_DIR "/schemas/" + kind + ".schema.json");
  REQUIRE(bytes);
  return json::parse(*bytes);
}

/// A YAML tree as the JSON that any YAML 1.2 tool makes of it.
json as_json(const source::YamlNode& node) {
  using Kind = source::YamlNode::Kind;
  if (node.kind == Kind::Null) return nullptr;
  if (node.kind == Kind::Scalar) {
    const auto type = node.style == source::YamlNode::Style::Plain ? source::plain_type(node.text)
                                                                   : source::PlainType::Text;
    if (type == source::PlainType::Boolean) {
      // yes, on and the like are text to some tools and booleans to others: to us they are neither.
      return node.text == "true" ? json(true) : node.text == "false" ? json(false) : json(nullptr);
    }
    if (type == source::PlainType::Integer)
      return json(std::strtoull(node.text.c_str(), nullptr, 10));
    if (type == source::PlainType::Float) return json(std::strtod(node.text.c_str(), nullptr));
    return is_valid_utf8(node.text) ? json(node.text) : json("bytes");
  }
  json out = node.kind == Kind::Map ? json::object() : json::array();
  for (const source::YamlNode& child : node.children) {
    if (node.kind == Kind::Map) {
      out[child.key] = as_json(child);
    } else {
      out.push_back(as_json(child));
    }
  }
  return out;
}

struct Judgement {
  bool is_yaml = false;
  bool by_reader = false;
  bool by_schema = false;
  std::string findings;
};

Judgement judge(const std::string& kind, const std::string& text) {
  static const std::map<std::string, json> schemas{{"signature", load_schema("signature")},
                                                   {"sigctl", load_schema("sigctl")},
                                                   {"corpus", load_schema("corpus")}};
  Diagnostics diagnostics;
  const auto source = diagnostics.sources().add("text.yaml", text);
  const auto root = source::parse_yaml(source, {}, diagnostics);
  Judgement out;
  out.findings = diagnostics.as_text();
  if (!root) return out;
  out.is_yaml = true;
  source::Findings findings(diagnostics);
  if (kind == "sigctl") {
    source::read_project_tree(*root, "", findings);
  } else if (kind == "corpus") {
    source::read_corpus_tree(*root, findings);
  } else {
    source::read_signature_text("again.yaml", text, {{"OFFICE", {"192.0.2.0/24"}}}, diagnostics);
  }
  out.by_reader = !diagnostics.has_errors();
  out.findings = diagnostics.as_text();

  valijson::Schema schema;
  valijson::SchemaParser parser;
  const valijson::adapters::NlohmannJsonAdapter schema_adapter(schemas.at(kind));
  parser.populateSchema(schema_adapter, schema);
  valijson::Validator validator(valijson::Validator::kStrongTypes);
  const json document = as_json(*root);
  const valijson::adapters::NlohmannJsonAdapter target(document);
  valijson::ValidationResults results;
  out.by_schema = validator.validate(schema, target, &results);
  valijson::ValidationResults::Error error;
  while (results.popError(error))
    out.findings += "schema: " + error.description + "\n";
  return out;
}

std::string signature_with(const std::string& match, const std::string& more = "action: alert\n") {
  return "id: a\nrev: 1\ntitle: A title\ncategory: xss\nseverity: low\nconfidence: low\n"
         "owner: waf-team\nreview_by: 2027-05-24\non: http.request\nmatch: " +
         match + "\n" + more;
}

struct Case {
  std::string kind, text;
  bool is_valid = true;
};

const std::string a_test = "{field: http.path, contains: x}";

std::vector<Case> signature_cases() {
  const auto with = [](const std::string& more) { return signature_with(a_test, more); };
  return {
      {"signature", signature_with(a_test)},
      {"signature", "- " + std::string("{}"), false},
      {"signature", "[]", false},
      {"signature", "just text", false},
      {"signature", signature_with("{field: http.path, equals: ''}")},
      {"signature", signature_with("{field: http.path, contains: ''}"), false},
      {"signature", signature_with("{field: http.path, regex: 'a+'}")},
      {"signature", signature_with("{field: http.path}"), false},
      {"signature", signature_with("{contains: x}"), false},
      {"signature", signature_with("{field: http.path, contains: x, regex: y}"), false},
      {"signature", signature_with("{field: http.header.X-Y, exists: true}")},
      {"signature", signature_with("{field: http.header., exists: true}"), false},
      {"signature", signature_with("{field: http.path, exists: 1}"), false},
      {"signature", signature_with("{field: http.path, exists: true, decode: [url]}"), false},
      {"signature", signature_with("{field: http.path, decode: [url, utf8, css], contains: x}")},
      {"signature", signature_with("{field: http.path, decode: [], contains: x}"), false},
      {"signature", signature_with("{field: http.path, decode: url, contains: x}"), false},
      {"signature", signature_with("{field: http.path, contains: x, ignore_case: true}")},
      {"signature", signature_with("{field: http.path, contains: x, ignore_case: 'true'}"), false},
      {"signature", signature_with("{field: client.ip, in: [192.0.2.0/24, $OFFICE]}")},
      {"signature", signature_with("{field: client.ip, in: 192.0.2.0/24}"), false},
      {"signature", signature_with("{field: client.ip, equals: 192.0.2.1}")},
      {"signature", signature_with("{field: client.ip, regex: '192'}"), false},
      {"signature",
       signature_with("{field: client.ip, in: [192.0.2.1], ignore_case: true}"),
       false},
      {"signature", signature_with("{field: server.port, equals: 443}")},
      {"signature", signature_with("{field: server.port, equals: '443'}"), false},
      {"signature", signature_with("{field: server.port, one_of: [80, 443]}")},
      {"signature", signature_with("{field: server.port, one_of: ['80']}"), false},
      {"signature", signature_with("{field: server.port, less_than: 1024}")},
      {"signature", signature_with("{field: server.port, less_than: -1}"), false},
      {"signature", signature_with("{field: server.port, in: [80]}"), false},
      {"signature", signature_with("{field: http.path, less_than: 1}"), false},
      {"signature", signature_with("{field: http.method, one_of: [GET, POST]}")},
      {"signature", signature_with("{field: http.method, one_of: [GET, 7]}"), false},
      {"signature", signature_with("{field: http.method, one_of: [GET, GET]}"), false},
      {"signature", signature_with("{any: [" + a_test + "], none: [{all: [" + a_test + "]}]}")},
      {"signature", signature_with("{any: []}"), false},
      {"signature", signature_with("{}"), false},
      {"signature", signature_with("{not: [" + a_test + "]}"), false},
      {"signature", signature_with("[" + a_test + "]"), false},
      {"signature", with("action: block\nblock_for: 10m\n")},
      {"signature", with("action: block\nblock_for: 0s\n"), false},
      {"signature", with("action: block\nblock_for: 10\n"), false},
      {"signature", with("action: block\n"), false},
      {"signature", with("action: alert\nblock_for: 10m\n"), false},
      {"signature", with("action: drop\n"), false},
      {"signature", with("action: alert\nrate: {count: 5, within: 60s, by: client.ip}\n")},
      {"signature", with("action: alert\nrate: {count: 1, within: 60s, by: client.ip}\n"), false},
      {"signature", with("action: alert\nrate: {count: 5, within: 60s}\n"), false},
      {"signature", with("action: alert\nrate: {count: 5, within: 60s, by: ip}\n"), false},
      {"signature", with("action: alert\nreferences: ['cwe:22']\n")},
      {"signature", with("action: alert\nreferences: []\n"), false},
      {"signature", with("action: alert\nexamples: {match: ['a'], no_match: ['b']}\n")},
      {"signature", with("action: alert\nexamples: {match: []}\n"), false},
      {"signature", with("action: alert\nexamples: {matches: ['a']}\n"), false},
      {"signature", with("action: alert\ncolour: red\n"), false},
      {"signature", with("action: alert\n") + "- x", false},
  };
}

std::string project_with(const std::string& environments, const std::string& more = "") {
  return "project: shop\nsources: [signatures]\ncorpora:\n"
         "  good: {path: corpora/good, label: benign, max_age: 90d}\n"
         "  bad: {path: corpora/bad, label: attack}\nenvironments:\n" +
         environments + more;
}

std::vector<Case> project_cases() {
  const auto gate = [](const std::string& text) {
    return project_with("  dev: {mode: detect}\n  prod: {mode: block, after: dev, gate: " + text +
                        "}\n");
  };
  const auto point = [](const std::string& text) {
    return project_with("  dev: {mode: detect}\n", "enforcement_points:\n  a: " + text + "\n");
  };
  return {
      {"sigctl", project_with("  dev: {mode: detect}\n")},
      {"sigctl", project_with("  Dev: {mode: detect}\n"), false},
      {"sigctl", project_with("  dev-: {mode: detect}\n"), false},
      {"sigctl", project_with("  dev: {mode: watch}\n"), false},
      {"sigctl", project_with("  dev: {}\n"), false},
      {"sigctl", project_with("  dev: {mode: detect, block_at: {confidence: high}}\n")},
      {"sigctl", project_with("  dev: {mode: detect, block_at: high}\n"), false},
      {"sigctl", project_with("  dev: {mode: detect, ceiling: {benign_match_rate: 0.1%}}\n")},
      {"sigctl", project_with("  dev: {mode: detect, never_block: [10.0.0.0/8, checker]}\n")},
      {"sigctl", project_with("  dev: {mode: detect, never_block: []}\n"), false},
      {"sigctl", project_with("  dev: {mode: detect}\n", "vars: {NET: [10.0.0.0/8]}\n")},
      {"sigctl", project_with("  dev: {mode: detect}\n", "vars: {my-net: [a]}\n"), false},
      {"sigctl", project_with("  dev: {mode: detect}\n", "signers: /etc/signers\n"), false},
      {"sigctl", project_with("  dev: {mode: detect}\n", "signers: a/../b\n"), false},
      {"sigctl", project_with("  dev: {mode: detect}\n", "signers: signers.allowed\n")},
      {"sigctl", gate("{false_positives: {corpora: [good], max_rate: 1e-3, confidence: 95%}}")},
      {"sigctl", gate("{false_positives: {corpora: [good], max_rate: 0.001, confidence: 0.99}}")},
      {"sigctl", gate("{false_positives: {corpora: [good]}}"), false},
      {"sigctl", gate("{false_positives: {corpora: [good], max_rate: 2}}"), false},
      {"sigctl", gate("{false_positives: {corpora: [good], max_rate: 101%}}"), false},
      {"sigctl",
       gate("{false_positives: {corpora: [good], max_rate: 0, confidence: 100%}}"),
       false},
      {"sigctl", gate("{false_positives: {corpora: [good], max_rate: 0, confidence: 49%}}"), false},
      {"sigctl", gate("{detection: {corpora: [bad], min_rate: 90.5%}}")},
      {"sigctl", gate("{detection: {corpora: [bad], max_rate: 90%}}"), false},
      {"sigctl", gate("{cost: {max_ns_per_byte: 5}, soak: 24h, approvals: 2}")},
      {"sigctl", gate("{cost: {max_ns_per_byte: fast}}"), false},
      {"sigctl", gate("{approvals: 0}"), false},
      {"sigctl", gate("{soak: a day}"), false},
      {"sigctl", gate("{max_evidence_age: 72h, no_new_benign_blocks: false}")},
      {"sigctl", gate("{no_new_benign_blocks: yes}"), false},
      {"sigctl", point("{driver: suricata, environment: dev, wave: 2, socket: /run/s.sock}")},
      {"sigctl", point("{driver: suricata, environment: dev, transport: {ssh: waf1, port: 22}}")},
      {"sigctl", point("{driver: suricata, environment: dev, tls: true}")},
      {"sigctl", point("{driver: suricata, environment: dev, hosts: [a, b]}"), false},
      {"sigctl", point("{driver: sigmatchd, environment: dev, folder: a, socket: b, url: c}")},
      {"sigctl", point("{driver: sigmatchd, environment: dev, folder: a, socket: b}"), false},
      {"sigctl", point("{driver: iptables, environment: dev}"), false},
      {"sigctl", point("{driver: snort, environment: dev, wave: 0}"), false},
      {"sigctl", "project: shop\nsources: []\nenvironments: {dev: {mode: detect}}\n", false},
      {"sigctl", "project: shop\nsources: [a]\nenvironments: {}\n", false},
      {"sigctl", "project: shop\nsources: [a]\n", false},
  };
}

std::vector<Case> corpus_cases() {
  const std::string digest = "sha256:" + std::string(64, 'a');
  const auto file = [&](const std::string& more) {
    return "files: [{path: a.pcap, digest: '" + digest +
           "', bytes: 1, format: pcap, records: 2, rejected: 0" + more + "}]\n";
  };
  const std::string head = "name: good\nlabel: benign\nclients: 3\n";
  return {
      {"corpus", head + "client: source-ip\n" + file("")},
      {"corpus", head + "client: 'header:X-Client'\n" + file("")},
      {"corpus", head + "client: 'cookie:'\n" + file(""), false},
      {"corpus", head + "client: record\n" + file(""), false},
      {"corpus", head + "client: record\nclient_reason: one line a user\n" + file("")},
      {"corpus", head + "client: source-ip\nfiles: []\n", false},
      {"corpus", head + "client: source-ip\n" + file(", size: 1"), false},
      {"corpus",
       head + "client: source-ip\nprovenance: ours\ncaptured_from: 2026-11-02T08:00:00Z\n" +
           file("")},
      {"corpus", "name: good\nlabel: good\nclients: 3\nclient: source-ip\n" + file(""), false},
      {"corpus", "name: good\nlabel: benign\nclients: -3\nclient: source-ip\n" + file(""), false},
  };
}

Names keys_of(const json& object) {
  Names out;
  for (const auto& [key, value] : object.items())
    out.insert(key);
  return out;
}

Names as_set(const json& list) {
  return list.get<Names>();
}

template <class T>
Names names() {
  const auto list = names_of<T>();
  return Names(list.begin(), list.end());
}

/// The keys that the reader takes, from its own help on a key that it does not know.
Names keys_in_help(const std::string& findings, const std::string& what) {
  const size_t at = findings.find("unknown key \"qqqqqqqqqqqq\" in " + what);
  INFO(findings);
  INFO(what);
  REQUIRE(at != std::string::npos);
  constexpr std::string_view mark = "its keys are ";
  const size_t start = findings.find(mark, at);
  REQUIRE(start != std::string::npos);
  const std::string line =
      findings.substr(start + mark.size(), findings.find('\n', start) - start - mark.size());
  Names out;
  for (const std::string_view key : split(line, ','))
    out.insert(std::string(trim(key)));
  return out;
}

}  // namespace

TEST_CASE("reader and schema agree about what is valid") {
  for (const auto& cases : {signature_cases(), project_cases(), corpus_cases()}) {
    for (const Case& row : cases) {
      const Judgement judged = judge(row.kind, row.text);
      INFO(row.text);
      INFO(judged.findings);
      CHECK(judged.by_reader == row.is_valid);
      if (judged.is_yaml) CHECK(judged.by_schema == row.is_valid);
    }
  }
}

TEST_CASE("the schema refuses the golden texts, but for rules that no schema can say") {
  // Between parts of a document, about the inside of a text, or about files.
  const Names beyond{"SIG0133",
                     "SIG0135",
                     "SIG0204",
                     "SIG0210",
                     "SIG0211",
                     "SIG0212",
                     "SIG0213",
                     "SIG0303",
                     "SIG0304",
                     "SIG0305",
                     "SIG0306",
                     "SIG0307",
                     "SIG0311",
                     "SIG0312",
                     "SIG0504",
                     "SIG0505",
                     "SIG0506"};
  size_t seen = 0;
  for (const DiagnosticCode& row : diagnostic_codes()) {
    if (row.code.starts_with("SIG04") || row.code.starts_with("SIG06") ||
        row.code.starts_with("SIG07") || row.code.starts_with("SIG08") || row.code == "SIG0216") {
      continue;
    }
    const auto text = read_file(SIGCTL_SOURCE_DIR "/tests/diagnostics/" + std::string(row.code) +
                                "-" + std::string(row.name) + ".yaml");
    REQUIRE(text);
    const std::string kind = text->starts_with("# kind: project")  ? "sigctl"
                             : text->starts_with("# kind: corpus") ? "corpus"
                                                                   : "signature";
    const Judgement judged = judge(kind, *text);
    INFO(row.code);
    INFO(judged.findings);
    if (!judged.is_yaml || row.code == "SIG0102" || row.code == "SIG0115" ||
        row.code == "SIG0116") {
      continue;
    }
    ++seen;
    CHECK(judged.by_schema == beyond.contains(std::string(row.code)));
  }
  CHECK(seen > 40);
}

TEST_CASE("the schema names what the tables of the model name") {
  const json schema = load_schema("signature");
  const json& all = schema["definitions"];
  const json& keys = all["signature"]["properties"];
  CHECK(as_set(keys["severity"]["enum"]) == names<Severity>());
  CHECK(as_set(keys["confidence"]["enum"]) == names<Confidence>());
  CHECK(as_set(keys["action"]["enum"]) == names<Action>());
  Names surfaces = names<Surface>();
  surfaces.erase("flow");  // of native rules alone
  CHECK(as_set(keys["on"]["enum"]) == surfaces);
  CHECK(as_set(all["test"]["properties"]["decode"]["items"]["enum"]) == names<Decode>());
  Names test_keys = names<Operator>();
  test_keys.merge(Names{"field", "decode", "ignore_case"});
  CHECK(keys_of(all["test"]["properties"]) == test_keys);

  Names category_names;
  for (const Category& category : categories())
    category_names.insert(std::string(category.name));
  CHECK(as_set(keys["category"]["enum"]) == category_names);

  Names plain_fields;
  Names patterns;
  for (const FieldRow& row : field_table()) {
    std::string pattern = "^";
    for (const char c : row.name)
      pattern += c == '.' ? std::string("\\.") : std::string(1, c);
    if (row.takes_name) patterns.insert(pattern + ".");
    if (!row.takes_name) plain_fields.insert(std::string(row.name));
  }
  const json& field = all["field"]["anyOf"];
  CHECK(as_set(field[0]["enum"]) == plain_fields);
  Names written_patterns;
  for (size_t i = 1; i < field.size(); ++i)
    written_patterns.insert(field[i]["pattern"].get<std::string>());
  CHECK(written_patterns == patterns);
}

TEST_CASE("every key that a reader takes is in the schema, and no other") {
  const std::string unknown = "qqqqqqqqqqqq: 1";
  const json signature = load_schema("signature")["definitions"];
  const json project = load_schema("sigctl");
  const json corpus = load_schema("corpus");
  const std::string signature_findings =
      judge("signature",
            "rate: {" + unknown + "}\nexamples: {" + unknown +
                "}\nmatch: {any: [{field: http.path, " + unknown + "}], " + unknown + "}\n" +
                unknown + "\n")
          .findings;
  const auto signature_keys = [&](const json& schema, const std::string& what) {
    CHECK(keys_of(schema["properties"]) == keys_in_help(signature_findings, what));
  };
  signature_keys(signature["signature"], "the signature");
  signature_keys(signature["signature"]["properties"]["rate"], "rate");
  signature_keys(signature["signature"]["properties"]["examples"], "examples");
  signature_keys(signature["condition"]["else"], "match");

  const std::string project_findings =
      judge("sigctl",
            "corpora: {c: {" + unknown + "}}\nenvironments: {e: {gate: {false_positives: {" +
                unknown + "}, detection: {" + unknown + "}, cost: {" + unknown + "}, " + unknown +
                "}, block_at: {" + unknown + "}, ceiling: {" + unknown + "}, " + unknown + "}}\n" +
                unknown + "\n")
          .findings;
  const auto project_keys = [&](const json& schema, const std::string& what) {
    CHECK(keys_of(schema["properties"]) == keys_in_help(project_findings, what));
  };
  const json& parts = project["definitions"];
  project_keys(project, "sigctl.yaml");
  project_keys(project["properties"]["corpora"]["additionalProperties"], "the corpus \"c\"");
  project_keys(parts["environment"], "the environment \"e\"");
  project_keys(parts["environment"]["properties"]["block_at"], "block_at");
  project_keys(parts["environment"]["properties"]["ceiling"], "ceiling");
  project_keys(parts["gate"], "gate");
  project_keys(parts["gate"]["properties"]["false_positives"], "false_positives");
  project_keys(parts["gate"]["properties"]["detection"], "detection");
  project_keys(parts["gate"]["properties"]["cost"], "cost");

  const std::string corpus_findings =
      judge("corpus", "files: [{" + unknown + "}]\n" + unknown + "\n").findings;
  CHECK(keys_of(corpus["properties"]) == keys_in_help(corpus_findings, "corpus.yaml"));
  CHECK(keys_of(corpus["properties"]["files"]["items"]["properties"]) ==
        keys_in_help(corpus_findings, "the file"));
}

TEST_CASE("required keys are required by both") {
  const Judgement judged = judge("signature", "{}");
  const json schema = load_schema("signature");
  for (const json& key : schema["definitions"]["signature"]["required"]) {
    CHECK(judged.findings.find("the signature has no \"" + key.get<std::string>() + "\"") !=
          std::string::npos);
  }
}

}  // namespace sig

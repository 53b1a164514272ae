#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/json.h"
#include "base/text.h"
#include "cli/render/rates.h"
#include "cli/render/report.h"
#include "model/names.h"

namespace sig::cli {
namespace {

Json rule_json(const SignatureEvidence& signature) {
  return {{"id", signature.id},
          {"shortDescription", {{"text", visible(signature.title)}}},
          {"properties",
           {{"category", signature.category},
            {"severity", to_string(signature.severity)},
            {"confidence", to_string(signature.confidence)}}}};
}

Json result_json(const SignatureEvidence& signature, const Evidence& evidence, size_t rule) {
  const std::uint64_t hits = benign_hits(signature, evidence);
  std::string message =
      fmt::format("{} rev {} flags {} benign units", signature.id, signature.rev, hits);
  for (const CorpusRun& corpus : evidence.corpora) {
    const auto found = signature.corpora.find(corpus.name);
    if (corpus.label != Label::Benign || found == signature.corpora.end() ||
        found->second.hits == 0)
      continue;
    message += fmt::format("; {}: {} of {} reachable units, {} clients",
                           corpus.name,
                           found->second.hits,
                           found->second.reachable,
                           found->second.clients.size());
    if (!found->second.examples.empty()) {
      const HitExample& example = found->second.examples.front();
      message += fmt::format(", such as {}:{}", example.file, example.record);
    }
  }
  return {{"ruleId", signature.id},
          {"ruleIndex", rule},
          {"level", signature.action == Action::Block ? "error" : "warning"},
          {"message", {{"text", visible(message)}}},
          {"locations",
           {{{"physicalLocation",
              {{"artifactLocation", {{"uri", signature.origin.file}}},
               {"region", {{"startLine", std::max(1, signature.origin.line)}}}}}}}},
          {"partialFingerprints", {{"signature/v1", sha256(signature.id).hex()}}}};
}

}  // namespace

std::string report_sarif(const Evidence& evidence) {
  Json rules = Json::array();
  Json results = Json::array();
  for (size_t i = 0; i < evidence.signatures.size(); ++i) {
    const SignatureEvidence& signature = evidence.signatures[i];
    rules.push_back(rule_json(signature));
    if (benign_hits(signature, evidence) > 0)
      results.push_back(result_json(signature, evidence, i));
  }
  Json notifications = Json::array();
  for (const std::string& reason : evidence.invalid) {
    notifications.push_back({{"level", "error"}, {"message", {{"text", visible(reason)}}}});
  }
  Json run = {
      {"tool",
       {{"driver",
         {{"name", "sigctl"}, {"version", evidence.tool_version}, {"rules", std::move(rules)}}}}},
      {"invocations",
       {{{"executionSuccessful", evidence.invalid.empty()},
         {"toolExecutionNotifications", std::move(notifications)}}}},
      {"results", std::move(results)}};
  return json_document({{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                        {"version", "2.1.0"},
                        {"runs", Json::array({std::move(run)})}});
}

}  // namespace sig::cli

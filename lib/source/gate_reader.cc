#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "source/codes.h"
#include "source/project_reader.h"

namespace sig::source {
namespace {

constexpr Seconds longest_soak{90LL * 86400};
constexpr Seconds longest_evidence{366LL * 86400};

/// Names of corpora of the project that have the label which the question needs.
std::vector<std::string> read_corpus_names(const YamlNode& node,
                                           Label wanted,
                                           const std::vector<CorpusRef>& corpora,
                                           Findings& findings) {
  std::vector<std::string> out;
  std::vector<std::string_view> known;
  for (const CorpusRef& corpus : corpora)
    known.push_back(corpus.name);
  const std::vector<std::string> names = read_texts(node, "corpora", {}, {}, findings);
  if (node.kind != YamlNode::Kind::Sequence) return out;
  for (const YamlNode& item : node.children) {
    if (std::find(names.begin(), names.end(), item.text) == names.end()) continue;
    const auto found = std::find_if(corpora.begin(), corpora.end(), [&](const CorpusRef& corpus) {
      return corpus.name == item.text;
    });
    if (found == corpora.end()) {
      const std::string near = suggestion(item.text, known, findings);
      findings.error(code::unknown_corpus,
                     item.span,
                     fmt::format("unknown corpus {}", quote(item.text)),
                     {},
                     near.empty() ? "add it under corpora" : near);
    } else if (found->label != wanted) {
      findings.error(
          code::wrong_label,
          item.span,
          fmt::format("the corpus {} is labelled {}", quote(item.text), to_string(found->label)),
          fmt::format("expected a corpus labelled {}", to_string(wanted)));
    } else if (std::find(out.begin(), out.end(), item.text) == out.end()) {
      out.push_back(item.text);
    }
  }
  return out;
}

/// A level of confidence: at least 50 %, below 100 %, as no corpus shows certainty.
void read_confidence(ObjectReader& reader, Setting<double>& confidence, Findings& findings) {
  const YamlNode* node = reader.optional("confidence");
  if (node == nullptr) return;
  const auto value = read_rate(*node, "confidence", findings);
  if (!value) return;
  if (*value < 0.5 || *value >= 1) {
    findings.error(code::out_of_range,
                   node->span,
                   fmt::format("confidence is {}", node->text),
                   "expected at least 50% and less than 100%");
    return;
  }
  confidence = {*value, where(node->span, findings.sources())};
}

void read_question(const YamlNode& node,
                   std::string_view rate_key,
                   Label label,
                   const std::vector<CorpusRef>& corpora,
                   DetectionGate& gate,
                   Findings& findings) {
  ObjectReader reader(node, node.key, findings);
  if (const YamlNode* names = reader.required("corpora")) {
    gate.corpora = read_corpus_names(*names, label, corpora, findings);
  }
  if (const YamlNode* rate = reader.required(rate_key)) {
    const auto value = as_setting(*rate, read_rate(*rate, rate_key, findings), findings);
    if (value) gate.min_rate = *value;
  }
  read_confidence(reader, gate.confidence, findings);
  reader.finish();
}

void read_limits(ObjectReader& reader, GatePolicy& gate, Findings& findings) {
  if (const YamlNode* cost = reader.optional("cost")) {
    ObjectReader limits(*cost, "cost", findings);
    if (const YamlNode* most = limits.required("max_ns_per_byte")) {
      gate.max_ns_per_byte =
          as_setting(*most, read_decimal(*most, "max_ns_per_byte", findings), findings);
    }
    limits.finish();
  }
  if (const YamlNode* soak = reader.optional("soak")) {
    gate.soak = as_setting(*soak, read_duration(*soak, "soak", longest_soak, findings), findings);
  }
  if (const YamlNode* approvals = reader.optional("approvals")) {
    const auto number = read_unsigned(*approvals, "approvals", {.least = 1, .most = 100}, findings);
    if (number) {
      gate.approvals = Setting<std::uint32_t>{static_cast<std::uint32_t>(*number),
                                              where(approvals->span, findings.sources())};
    }
  }
  if (const YamlNode* flag = reader.optional("no_new_benign_blocks")) {
    gate.no_new_benign_blocks =
        as_setting(*flag, read_boolean(*flag, "no_new_benign_blocks", findings), findings);
  }
  if (const YamlNode* age = reader.optional("max_evidence_age")) {
    gate.max_evidence_age = as_setting(
        *age, read_duration(*age, "max_evidence_age", longest_evidence, findings), findings);
  }
}

}  // namespace

std::optional<GatePolicy> read_gate(const YamlNode& node,
                                    const std::vector<CorpusRef>& corpora,
                                    Findings& findings) {
  ObjectReader reader(node, "gate", findings);
  if (!reader.is_mapping()) return std::nullopt;
  GatePolicy gate;
  if (const YamlNode* question = reader.optional("false_positives")) {
    DetectionGate read;
    read_question(*question, "max_rate", Label::Benign, corpora, read, findings);
    gate.false_positives = FalsePositiveGate{read.corpora, read.min_rate, read.confidence};
  }
  if (const YamlNode* question = reader.optional("detection")) {
    DetectionGate read;
    read_question(*question, "min_rate", Label::Attack, corpora, read, findings);
    gate.detection = std::move(read);
  }
  read_limits(reader, gate, findings);
  reader.finish();
  if (gate.no_new_benign_blocks && gate.no_new_benign_blocks->value && !gate.false_positives &&
      node.find("false_positives") == nullptr) {
    findings.error(code::gate_without_corpus,
                   node.find("no_new_benign_blocks")->key_span,
                   "no_new_benign_blocks needs a benign corpus to compare on",
                   {},
                   "add false_positives: {corpora: [NAME], max_rate: 1e-3}");
  }
  return gate;
}

}  // namespace sig::source

#include <fmt/format.h>

#include "base/text.h"
#include "cli/render/rates.h"
#include "cli/render/report.h"
#include "model/names.h"

namespace sig::cli {
namespace {

/// Text for XML 1.0: what it cannot hold was made visible, the five characters are entities.
std::string xml(std::string_view text) {
  std::string out;
  for (const char c : visible(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&apos;";
        break;
      case '\n':
        out += "&#10;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string failure_of(const SignatureEvidence& signature,
                       const CorpusRun& corpus,
                       const SignatureOnCorpus& counts) {
  if (corpus.label != Label::Benign || signature.action != Action::Block || counts.hits == 0)
    return "";
  std::string body;
  for (const HitExample& example : counts.examples) {
    body += fmt::format("{}:{} {}\n", example.file, example.record, example.shown);
  }
  return fmt::format(
      "<failure type=\"false-positive\" message=\"{} benign units of {} clients "
      "flagged\">{}</failure>",
      counts.hits,
      counts.clients.size(),
      xml(body));
}

std::string test_case(const SignatureEvidence& signature,
                      const CorpusRun& corpus,
                      size_t& failures) {
  const auto found = signature.corpora.find(corpus.name);
  const SignatureOnCorpus counts =
      found == signature.corpora.end() ? SignatureOnCorpus{} : found->second;
  const std::string head =
      fmt::format("    <testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{}\"",
                  xml(corpus.name),
                  xml(signature.id),
                  xml(signature.origin.file),
                  signature.origin.line);
  const std::string failure = failure_of(signature, corpus, counts);
  if (!failure.empty()) {
    ++failures;
    return head + ">" + failure + "</testcase>\n";
  }
  if (counts.reachable == 0)
    return head + "><skipped message=\"blind: no unit had the fields it needs\"/></testcase>\n";
  return head + "/>\n";
}

}  // namespace

std::string report_junit(const Evidence& evidence) {
  std::string suites;
  size_t tests = 0;
  size_t all_failures = 0;
  for (const CorpusRun& corpus : evidence.corpora) {
    std::string cases;
    size_t failures = 0;
    size_t skipped = 0;
    for (const SignatureEvidence& signature : evidence.signatures) {
      const std::string one = test_case(signature, corpus, failures);
      skipped += one.find("<skipped") == std::string::npos ? 0 : 1;
      cases += one;
    }
    suites += fmt::format(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">\n{}  "
        "</testsuite>\n",
        xml(corpus.name),
        evidence.signatures.size(),
        failures,
        skipped,
        cases);
    tests += evidence.signatures.size();
    all_failures += failures;
  }
  const size_t errors = evidence.invalid.size();
  if (errors > 0) {
    suites += fmt::format(
        "  <testsuite name=\"run\" tests=\"{0}\" failures=\"0\" errors=\"{0}\" skipped=\"0\">\n",
        errors);
    for (const std::string& reason : evidence.invalid) {
      suites += fmt::format(
          "    <testcase classname=\"run\" name=\"valid\"><error type=\"invalid\" "
          "message=\"{}\"/></testcase>\n",
          xml(reason));
    }
    suites += "  </testsuite>\n";
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"sigctl\" tests=\"{}\" "
      "failures=\"{}\" errors=\"{}\">\n{}</testsuites>\n",
      tests + errors,
      all_failures,
      errors,
      suites);
}

}  // namespace sig::cli

#include <fmt/format.h>

#include "base/text.h"
#include "check/checks.h"
#include "check/parallel.h"
#include "check/place.h"
#include "check/refused.h"
#include "check/samples.h"
#include "check/trace_text.h"
#include "model/names.h"

namespace sig::check {
namespace {

std::string_view shape_of(Surface surface) {
  switch (surface) {
    case Surface::HttpRequest:
      return "a raw request: GET /path HTTP/1.1\\r\\nHost: shop\\r\\n\\r\\n";
    case Surface::HttpResponse:
      return "a raw request and the response behind it, separated as on the wire";
    case Surface::Log:
      return "one line of a log";
    case Surface::Packet:
      return "the payload of a packet";
    case Surface::Stream:
      return "the bytes that the client sends";
    case Surface::Dns:
      return "a domain name";
    case Surface::Flow:
      return "a flow";
    case Surface::Tls:
      return "a server name";
  }
  return "";
}

void check_presence(const Signature& signature, Findings& findings) {
  const Span at = place_of(signature, "examples");
  if (signature.examples.match.empty()) {
    findings.error("SIG0422",
                   at,
                   fmt::format("{} has no match example", quote(signature.id)),
                   "expected at least one",
                   fmt::format("write what it has to find, as {}", shape_of(signature.on)));
  }
  if (signature.examples.no_match.empty()) {
    findings.error("SIG0423",
                   at,
                   fmt::format("{} has no no_match example", quote(signature.id)),
                   "expected at least one",
                   "write a near miss: what a customer sends that looks like the attack");
  }
}

void report_unreadable(const Example& example, const std::string& reason, Findings& findings) {
  findings.error(
      "SIG0427",
      example.at,
      fmt::format(
          "{} of {} cannot be read: {}", name_of(example), quote(example.signature->id), reason),
      fmt::format("expected one {}", to_string(example.signature->on)),
      fmt::format("write {}", shape_of(example.signature->on)));
}

void report(const Example& example, const Result<SampleVerdict>& verdict, Findings& findings) {
  if (!verdict) return report_unreadable(example, verdict.error().message, findings);
  if (verdict->events == 0) {
    return report_unreadable(
        example, fmt::format("it holds no {}", to_string(example.signature->on)), findings);
  }
  const std::string& id = example.signature->id;
  if (verdict->truth == match::Truth::Undecided) {
    findings.error("SIG0426",
                   example.at,
                   fmt::format("{} of {} is undecided", name_of(example), quote(id)),
                   "expected yes or no",
                   why_not(*verdict->trace) + ": make that regex simpler");
  } else if (example.wanted && verdict->truth == match::Truth::No) {
    findings.error("SIG0424",
                   example.at,
                   fmt::format("{} of {} does not fire", name_of(example), quote(id)),
                   "expected to fire",
                   why_not(*verdict->trace));
  } else if (!example.wanted && verdict->truth == match::Truth::Yes) {
    findings.error("SIG0425",
                   example.at,
                   fmt::format("{} of {} fires", name_of(example), quote(id)),
                   "expected not to fire",
                   why(*verdict->trace));
  }
}

}  // namespace

void check_examples(const CheckInput& input, Diagnostics& diagnostics) {
  const std::set<std::string> bad = ids_with_bad_condition(diagnostics);
  std::vector<Example> examples;
  for (const Signature& signature : input.signatures) {
    Findings findings(signature, diagnostics);
    check_presence(signature, findings);
    if (bad.contains(signature.id)) continue;
    const std::vector<Example> own = examples_of(signature);
    examples.insert(examples.end(), own.begin(), own.end());
  }
  std::vector<std::optional<Result<SampleVerdict>>> verdicts(examples.size());
  for_each_index(examples.size(), [&](size_t i) {
    verdicts[i] = judge(*examples[i].signature, *examples[i].bytes);
  });
  for (size_t i = 0; i < examples.size(); ++i) {
    Findings findings(*examples[i].signature, diagnostics);
    report(examples[i], *verdicts[i], findings);
  }
}

}  // namespace sig::check

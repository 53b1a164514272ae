#include "check/samples.h"

#include <fmt/format.h>

#include "check/place.h"
#include "match/values.h"
#include "traffic/samples.h"

namespace sig::check {

std::vector<Example> examples_of(const Signature& signature) {
  std::vector<Example> out;
  const auto add =
      [&](const std::vector<std::string>& texts, const std::vector<Span>& spans, bool wanted) {
        for (size_t i = 0; i < texts.size(); ++i) {
          const Span at = i < spans.size() ? spans[i] : place_of(signature, "examples");
          out.push_back({&signature, wanted, i, &texts[i], at});
        }
      };
  add(signature.examples.match, signature.examples.match_spans, true);
  add(signature.examples.no_match, signature.examples.no_match_spans, false);
  return out;
}

std::string name_of(const Example& example) {
  return fmt::format("{} example {}", example.wanted ? "match" : "no_match", example.number + 1);
}

Result<size_t> for_each_event(Surface surface,
                              std::string_view bytes,
                              const std::function<void(const Event&)>& visit) {
  const std::unique_ptr<traffic::EventSource> source = TRY(traffic::open_sample(surface, bytes));
  size_t events = 0;
  while (true) {
    const Event* event = TRY(source->next());
    if (event == nullptr) return events;
    if (!match::is_on(surface, *event)) continue;
    ++events;
    visit(*event);
  }
}

Result<SampleVerdict> judge(const Signature& signature, std::string_view bytes) {
  SampleVerdict out;
  const auto look = [&](const Event& event) {
    std::optional<match::ConditionTrace> trace = match::trace(signature, event);
    if (!trace) return;
    const bool stronger =
        trace->truth == match::Truth::Yes ||
        (trace->truth == match::Truth::Undecided && out.truth == match::Truth::No);
    if (out.trace && !stronger) return;
    if (out.truth == match::Truth::Yes) return;
    out.truth = trace->truth;
    out.trace = std::move(trace);
  };
  out.events = TRY(for_each_event(signature.on, bytes, look));
  return out;
}

}  // namespace sig::check

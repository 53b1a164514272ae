#include "pipeline/explain.h"

#include <memory>

#include "base/file.h"
#include "base/text.h"
#include "pipeline/project.h"
#include "pipeline/rehearse.h"
#include "source/source.h"
#include "traffic/event_source.h"
#include "traffic/samples.h"

namespace sig::pipeline {
namespace {

Result<std::vector<Signature>> signatures_for(const ExplainRequest& request,
                                              Diagnostics& diagnostics) {
  if (!request.sources.empty()) return read_any_signatures(request.sources, {}, diagnostics);
  const Project project = TRY(load_project(request.folder));
  std::vector<Signature> signatures = TRY(source::read_signatures(project, diagnostics));
  if (diagnostics.has_errors()) return diagnostics.as_error();
  return signatures;
}

Result<Signature> find_signature(std::vector<Signature> signatures, const std::string& id) {
  std::vector<std::string_view> ids;
  for (Signature& signature : signatures) {
    if (signature.id == id) return std::move(signature);
    ids.push_back(signature.id);
  }
  const auto meant = closest_match(id, ids);
  return usage_error("there is no signature " + quote(id),
                     meant ? "did you mean " + std::string(*meant) + "?" : "");
}

/// A recording is opened as such when it is one; anything else is a sample of the signature's
/// surface.
Result<std::unique_ptr<traffic::EventSource>> open_any(const ExplainRequest& request,
                                                       Surface surface,
                                                       std::string& bytes) {
  if (request.sample == "-") {
    bytes = request.sample_bytes;
  } else if (is_file(request.sample)) {
    const auto format = TRY(traffic::detect_format(request.sample));
    if (format && *format != traffic::Format::Payloads) return traffic::open(request.sample, {});
    bytes = TRY(read_file(request.sample, 16U << 20U));
  } else {
    bytes = request.sample;
  }
  return traffic::open_sample(surface, bytes);
}

}  // namespace

Result<Explanation> explain(const ExplainRequest& request, Diagnostics& diagnostics) {
  Explanation out;
  std::vector<Signature> signatures = TRY(signatures_for(request, diagnostics));
  out.signature = TRY(find_signature(std::move(signatures), request.signature));
  std::string bytes;
  const auto source = TRY(open_any(request, out.signature.on, bytes));
  for (;;) {
    const Event* event = TRY(source->next());
    if (event == nullptr) break;
    if (request.record != 0 && event->record != request.record) continue;
    ++out.events_seen;
    auto trace = match::trace(out.signature, *event);
    if (!trace) continue;
    out.events_fired += trace->truth == match::Truth::Yes ? 1 : 0;
    if (out.events.size() < events_shown) {
      out.events.push_back({event->record, event->transaction, std::move(*trace)});
    }
  }
  if (out.events.empty()) {
    return input_error(
        "the sample holds no event that " + quote(out.signature.id) + " looks at",
        "a sample of http.request is a raw request, of log a line, of packet its payload");
  }
  return out;
}

}  // namespace sig::pipeline

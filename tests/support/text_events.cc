#include "tests/support/text_events.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

#include "base/file.h"
#include "base/text.h"

namespace sig::traffic {
namespace {

std::string show(std::span<const NameValue> pairs) {
  std::string out;
  for (const NameValue& pair : pairs)
    out += fmt::format(" {}={}", pair.name, quote(pair.value));
  return out;
}

std::string show(const HttpExchange& exchange) {
  const HttpRequest& request = exchange.request;
  std::string out = fmt::format("{} {} {}{}",
                                request.method.empty() ? "?" : request.method,
                                quote(request.uri),
                                request.version.empty() ? "-" : request.version,
                                show(request.headers));
  if (!request.body.empty()) out += " body " + quote(request.body);
  if (!exchange.response) return out;
  out += fmt::format(" -> {}{}", exchange.response->status, show(exchange.response->headers));
  if (!exchange.response->body.empty()) out += " body " + quote(exchange.response->body);
  return out;
}

std::string show(const LogLine& line) {
  return fmt::format(
      "{}@{}: {}{}", line.program, line.host, quote(line.message, 200), show(line.fields));
}

}  // namespace

std::string show(const Event& event) {
  std::string out = fmt::format("#{}.{} [{}] ", event.record, event.transaction, event.client);
  if (event.time) out += to_iso8601(*event.time) + " ";
  if (const auto* exchange = std::get_if<HttpExchange>(&event.what)) return out + show(*exchange);
  if (const auto* line = std::get_if<LogLine>(&event.what)) return out + show(*line);
  return out + fmt::format("kind {}", static_cast<int>(event.kind()));
}

Reading read_source(Result<std::unique_ptr<EventSource>> source) {
  Reading reading;
  if (!source) {
    reading.error = source.error().message;
    return reading;
  }
  for (;;) {
    const auto event = (*source)->next();
    if (!event) reading.error = event.error().message;
    if (!event || *event == nullptr) break;
    reading.events.push_back(show(**event));
  }
  reading.counts = (*source)->counts();
  return reading;
}

Reading read_text(Format format, std::string_view bytes, OpenOptions options) {
  if (options.name.empty()) options.name = "file";
  return read_source(
      open_text(format, {.bytes = bytes_in_memory(bytes), .options = std::move(options)}));
}

std::string show_reasons(const ReadCounts& counts) {
  std::string out;
  for (const auto& [reason, count] : counts.reasons)
    out += fmt::format("{}: {}\n", reason, count);
  return out;
}

std::optional<std::string> shared_corpora() {
  const char* given = std::getenv("SIGCTL_CORPORA");
  const std::string folder =
      given != nullptr ? given : join_path(SIGCTL_SOURCE_DIR, "../shared/corpora");
  if (is_folder(folder)) return folder;
  std::printf("skipped: no shared corpora at %s\n", folder.c_str());
  return std::nullopt;
}

}  // namespace sig::traffic

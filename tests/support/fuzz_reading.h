#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "traffic/text_reader.h"

namespace sig::traffic {

/// Reads all events of some bytes and touches every byte of them, so that a sanitizer sees a view
/// that points nowhere. Aborts when the counts do not add up.
inline void fuzz_reading(Format format, const std::uint8_t* bytes, std::size_t size) {
  volatile unsigned touched = 0;
  const auto touch = [&](std::string_view text) {
    for (const char c : text)
      touched = touched + static_cast<unsigned char>(c);
  };
  const auto touch_pairs = [&](std::span<const NameValue> pairs) {
    for (const NameValue& pair : pairs)
      touch(pair.name), touch(pair.value);
  };
  OpenOptions options;
  options.name = "fuzz";
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  auto source = open_text(format, {.bytes = bytes_in_memory(text), .options = std::move(options)});
  if (!source) return;
  bool failed = false;
  for (;;) {
    const auto event = (*source)->next();
    failed = !event;
    if (failed || *event == nullptr) break;
    touch((*event)->client);
    if ((*event)->client.empty()) std::abort();
    if (const auto* exchange = std::get_if<HttpExchange>(&(*event)->what)) {
      touch(exchange->request.method), touch(exchange->request.uri);
      touch(exchange->request.version), touch(exchange->request.body);
      touch_pairs(exchange->request.headers);
      if (!exchange->response) continue;
      touch(exchange->response->version), touch(exchange->response->body);
      touch_pairs(exchange->response->headers);
    } else if (const auto* line = std::get_if<LogLine>(&(*event)->what)) {
      touch(line->message), touch(line->program), touch(line->host);
      touch_pairs(line->fields);
    }
  }
  const ReadCounts& counts = (*source)->counts();
  std::uint64_t rejected = 0;
  for (const auto& [reason, count] : counts.reasons) {
    if (reason.starts_with("rejected: ")) rejected += count;
  }
  if (rejected != counts.records_rejected || counts.end_of_input == failed) std::abort();
  if (counts.bytes > size) std::abort();
}

}  // namespace sig::traffic

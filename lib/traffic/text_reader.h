#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "traffic/byte_input.h"
#include "traffic/client_key.h"
#include "traffic/event_source.h"
#include "traffic/record_ledger.h"

namespace sig::traffic {

inline bool wants(const OpenOptions& options, EventKind kind) {
  return (options.wanted >> static_cast<unsigned>(kind) & 1U) != 0;
}

/// What every reader of a text format needs to open. `options.name` is set.
struct TextInput {
  std::unique_ptr<ByteInput> bytes;
  OpenOptions options;
};

/// One function per text format; the table of formats.cc names them. Each source holds at most
/// the buffer of its reader and one record.
using OpenText = Result<std::unique_ptr<EventSource>> (*)(TextInput);
Result<std::unique_ptr<EventSource>> open_access_log(TextInput input);
Result<std::unique_ptr<EventSource>> open_syslog(TextInput input);
Result<std::unique_ptr<EventSource>> open_http(TextInput input);
Result<std::unique_ptr<EventSource>> open_har(TextInput input);
Result<std::unique_ptr<EventSource>> open_payloads(TextInput input);

/// Opens any format but pcap from bytes that are already unpacked.
Result<std::unique_ptr<EventSource>> open_text(Format format, TextInput input);

}  // namespace sig::traffic

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "traffic/text_reader.h"

namespace sig::traffic {

/// An event as one line of text, for tests that compare whole events.
std::string show(const Event& event);

/// All that a reader made of some bytes.
struct Reading {
  std::vector<std::string> events;
  ReadCounts counts;
  std::string error;  ///< of open() or next(); empty when it came to the end
};

Reading read_source(Result<std::unique_ptr<EventSource>> source);
Reading read_text(Format format, std::string_view bytes, OpenOptions options = {});

/// "reason: count" of all reasons, one a line.
std::string show_reasons(const ReadCounts& counts);

/// The folder of shared recordings, or nothing with one line that says so.
std::optional<std::string> shared_corpora();

}  // namespace sig::traffic

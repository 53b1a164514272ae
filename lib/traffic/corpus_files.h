#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/digest.h"
#include "traffic/event_source.h"

namespace sig::traffic {

/// The recordings below a folder, relative to it and sorted: all regular files but corpus.yaml,
/// README* and hidden ones (names that begin with a dot). A name that cannot be written into
/// corpus.yaml, not UTF-8 or over 240 bytes, is an error.
Result<std::vector<std::string>> list_recordings(const std::string& folder);

/// The last part of a folder's path.
std::string name_of_folder(const std::string& folder);

Result<std::uint64_t> size_of_file(const std::string& path);

/// open() of which `hash`, when given, sees every byte of the file; is_hashed is false where the
/// format's reader opens the file itself.
struct HashedSource {
  std::unique_ptr<EventSource> source;
  Format format = Format::Pcap;
  bool is_hashed = false;
};
Result<HashedSource> open_hashed(const std::string& path, const OpenOptions& options, Sha256* hash);

}  // namespace sig::traffic

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "match/hyperscan.h"

namespace sig::match {

/// A group as the cache keeps it.
struct CachedDatabase {
  std::string database;          ///< serialized
  std::vector<bool> prefilters;  ///< per pattern
};

/// File name of a group: the digest of its patterns and flags, of Hyperscan's version and of the
/// CPU's features.
std::string cache_file_name(const std::vector<HsPattern>& patterns);

/// Nothing when there is no entry, when it is damaged, or when somebody else may write in its
/// folder: who writes an entry decides what matches.
std::optional<CachedDatabase> read_cached(const std::string& path, size_t patterns);

/// Atomic, so that processes may share the folder, which is made with mode 0700. Failing is no
/// error: the cache only saves time.
void write_cached(const std::string& path, const CachedDatabase& entry);

/// The entry's bytes: a digest of the rest, a flag per pattern, the database.
std::string cached_bytes(const CachedDatabase& entry);
std::optional<CachedDatabase> parse_cached(std::string_view bytes, size_t patterns);

}  // namespace sig::match

#include "match/database_cache.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/file.h"

namespace sig::match {
namespace {

constexpr std::string_view format_version = "sigctl database 1\n";
constexpr size_t digest_bytes = 32;
constexpr std::uint64_t max_entry_bytes = 1ULL << 30U;

std::string_view view_of(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()};
}

bool is_ours_alone(const std::string& folder) {
  struct stat status {};
  return ::stat(folder.c_str(), &status) == 0 && status.st_uid == ::geteuid() &&
         (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

}  // namespace

std::string cache_file_name(const std::vector<HsPattern>& patterns) {
  Sha256 sum;
  sum.update(format_version);
  sum.update(hyperscan_identity());
  for (const HsPattern& pattern : patterns) {
    sum.update(pattern.ignore_case ? "\ni" : "\n-");
    sum.update(pattern.is_regex ? "r" : "l");
    sum.update(std::to_string(pattern.expression.size()));
    sum.update(":");
    sum.update(pattern.expression);
  }
  return sum.finish().hex() + ".hsdb";
}

std::string cached_bytes(const CachedDatabase& entry) {
  std::string rest;
  for (const bool prefilter : entry.prefilters)
    rest += prefilter ? '1' : '0';
  rest += entry.database;
  return std::string(view_of(sha256(rest))) + rest;
}

std::optional<CachedDatabase> parse_cached(std::string_view bytes, size_t patterns) {
  if (bytes.size() < digest_bytes + patterns) return std::nullopt;
  const std::string_view digest = bytes.substr(0, digest_bytes);
  bytes.remove_prefix(digest_bytes);
  if (view_of(sha256(bytes)) != digest) return std::nullopt;
  CachedDatabase out;
  for (const char flag : bytes.substr(0, patterns))
    out.prefilters.push_back(flag == '1');
  out.database = bytes.substr(patterns);
  return out;
}

std::optional<CachedDatabase> read_cached(const std::string& path, size_t patterns) {
  if (!is_ours_alone(parent_path(path))) return std::nullopt;
  const Result<std::string> bytes = read_file(path, max_entry_bytes);
  if (!bytes) return std::nullopt;
  return parse_cached(*bytes, patterns);
}

void write_cached(const std::string& path, const CachedDatabase& entry) {
  const Status folder = make_folders(parent_path(path), 0700);
  if (!folder || !is_ours_alone(parent_path(path))) return;
  const Status written = write_atomically(path, cached_bytes(entry), 0600);
  static_cast<void>(written);
}

}  // namespace sig::match

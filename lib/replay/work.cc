#include "replay/work.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>

#include "base/file.h"
#include "base/text.h"

namespace sig::replay {
namespace {

std::uint64_t file_bytes(const std::string& path) {
  struct stat found {};
  return ::stat(path.c_str(), &found) == 0 ? static_cast<std::uint64_t>(found.st_size) : 0;
}

/// Parts of one file within this shard. The shard K of N takes the parts K + N j of N M, so that
/// all shards together make the N M parts of the whole.
std::uint32_t parts_of(const ReplayRequest& request, std::uint64_t bytes) {
  if (bytes <= large_file || request.on_hit) return 1;
  return std::clamp(request.workers, 1U, traffic::virtual_tables / request.shards);
}

}  // namespace

std::string path_of(const CorpusInput& corpus, size_t file) {
  return join_path(corpus.folder, corpus.manifest.files[file].path);
}

std::string name_of(const CorpusInput& corpus, size_t file) {
  return visible(corpus.manifest.files[file].path);
}

Result<std::vector<WorkItem>> plan_work(const ReplayRequest& request) {
  if (request.shards == 0 || request.shards > traffic::virtual_tables ||
      request.shard >= request.shards) {
    return usage_error(
        fmt::format("no shard {}/{}", request.shard + 1, request.shards),
        fmt::format("--shard K/N with K from 1 to N and N up to {}", traffic::virtual_tables));
  }
  std::vector<WorkItem> out;
  for (size_t corpus = 0; corpus < request.corpora.size(); ++corpus) {
    if (request.corpora[corpus].is_pinned) out.push_back({WorkItem::Kind::Verify, corpus});
  }
  for (size_t corpus = 0; corpus < request.corpora.size(); ++corpus) {
    for (size_t file = 0; file < request.corpora[corpus].manifest.files.size(); ++file) {
      const std::uint64_t bytes = file_bytes(path_of(request.corpora[corpus], file));
      const std::uint32_t parts = parts_of(request, bytes);
      for (std::uint32_t part = 0; part < parts; ++part) {
        out.push_back({WorkItem::Kind::Scan,
                       corpus,
                       file,
                       {request.shard + request.shards * part, request.shards * parts},
                       bytes / parts + (part == 0 ? bytes % parts : 0)});
      }
    }
  }
  return out;
}

}  // namespace sig::replay

#include "traffic/corpus.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <unordered_set>

#include "base/file.h"
#include "base/text.h"
#include "traffic/corpus_files.h"
#include "traffic/event_source.h"
#include "traffic/text_reader.h"

namespace sig::traffic {
namespace {

/// What one recording held.
struct FileCount {
  PinnedFile file;
  std::optional<Time> first;
  std::optional<Time> last;
};

/// The work of one thread: clients of the files it took.
using Clients = std::unordered_set<std::string>;

Status read_to_end(EventSource& source, Clients& clients) {
  std::string last;
  for (;;) {
    const Event* event = TRY(source.next());
    if (event == nullptr) break;
    if (event->client == last) continue;
    last = event->client;
    clients.insert(last);
  }
  if (!source.counts().end_of_input) return input_error("cannot be read to its end");
  return ok();
}

Result<FileCount> count_file(const PinRequest& request, const std::string& path, Clients& clients) {
  const std::string full_path = join_path(request.folder, path);
  const OpenOptions options{.client = request.client, .name = path};
  Sha256 hash;
  const HashedSource opened = TRY(open_hashed(full_path, options, &hash));
  TRY(read_to_end(*opened.source, clients));
  const ReadCounts& counts = opened.source->counts();
  FileCount count;
  count.file.path = path;
  count.file.digest = opened.is_hashed ? hash.finish() : TRY(digest_of_file(full_path));
  count.file.bytes = TRY(size_of_file(full_path));
  count.file.format = to_string(opened.format);
  count.file.records = counts.records_read + counts.records_rejected;
  count.file.rejected = counts.records_rejected;
  count.first = counts.first_time;
  count.last = counts.last_time;
  if (count.file.records > 0 && counts.records_read == 0) {
    return input_error(fmt::format(
        "{} holds no record that can be read as {}", quote(full_path, 240), count.file.format));
  }
  return count;
}

Error cannot_pin(const std::vector<std::string>& problems) {
  return input_error(
      fmt::format(
          "{} of the recordings cannot be pinned: {}", problems.size(), join(problems, "; ")),
      "remove what is no recording, or name it README");
}

void merge_times(const FileCount& count, CorpusManifest& manifest) {
  auto& from = manifest.captured_from;
  auto& to = manifest.captured_to;
  if (count.first && (!from || *count.first < *from)) from = count.first;
  if (count.last && (!to || *count.last > *to)) to = count.last;
}

Status check_request(const PinRequest& request) {
  if (request.client.kind == ClientRule::Kind::Record && request.client_reason.empty()) {
    return input_error("every record shall count as a client of its own, but nothing says why",
                       "say why the records are independent");
  }
  return ok();
}

/// Counts all files on `workers` threads; the results stand in the order of `paths`.
std::vector<Result<FileCount>> count_files(const PinRequest& request,
                                           const std::vector<std::string>& paths,
                                           Clients& clients) {
  std::vector<Result<FileCount>> counts(paths.size(), Result<FileCount>(FileCount{}));
  const size_t workers = std::clamp<size_t>(request.workers, 1, std::max<size_t>(1, paths.size()));
  std::vector<Clients> found(workers);
  std::atomic<size_t> next{0};
  const auto work = [&](size_t worker) {
    for (size_t i = next++; i < paths.size(); i = next++) {
      counts[i] = count_file(request, paths[i], found[worker]);
    }
  };
  std::vector<std::thread> threads;
  for (size_t worker = 1; worker < workers; ++worker)
    threads.emplace_back(work, worker);
  work(0);
  for (std::thread& thread : threads)
    thread.join();
  clients = std::move(found[0]);
  for (size_t worker = 1; worker < workers; ++worker)
    clients.merge(found[worker]);
  return counts;
}

}  // namespace

Result<CorpusManifest> pin_corpus(const PinRequest& request) {
  TRY(check_request(request));
  const std::vector<std::string> paths = TRY(list_recordings(request.folder));
  if (paths.empty()) {
    return input_error(quote(request.folder, 240) + " holds no recordings",
                       "put pcap, HAR, raw HTTP or log files there");
  }
  CorpusManifest manifest;
  manifest.name = request.name.empty() ? name_of_folder(request.folder) : request.name;
  manifest.label = request.label;
  manifest.client = request.client;
  manifest.client_reason = request.client_reason;
  manifest.provenance = request.provenance;

  Clients clients;
  std::vector<std::string> problems;
  std::uint64_t records = 0;
  for (const Result<FileCount>& count : count_files(request, paths, clients)) {
    if (!count) {
      problems.push_back(count.error().message);
      continue;
    }
    manifest.files.push_back(count->file);
    merge_times(*count, manifest);
    records += count->file.records;
  }
  if (!problems.empty()) return cannot_pin(problems);
  if (records == 0) {
    return input_error(quote(request.folder, 240) + " holds recordings without any record");
  }
  manifest.clients = clients.size();
  corpus_yaml(manifest);
  return manifest;
}

}  // namespace sig::traffic

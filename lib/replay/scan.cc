#include "replay/scan.h"

#include <time.h>

namespace sig::replay {
namespace {

constexpr std::uint64_t always_sampled = 256;
constexpr std::uint64_t sample_every = 64;

std::uint64_t thread_cpu_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1000000000ULL +
         static_cast<std::uint64_t>(now.tv_nsec);
}

}  // namespace

Status read_item(const ReplayRequest& request,
                 const WorkItem& item,
                 std::uint32_t wanted_events,
                 traffic::ReadCounts& counts,
                 const std::function<void(const Event&, const traffic::ReadCounts&)>& visit) {
  const CorpusInput& corpus = request.corpora[item.corpus];
  traffic::OpenOptions options = request.traffic;
  options.part = item.part;
  options.wanted = wanted_events;
  options.client = corpus.manifest.client;
  options.name = name_of(corpus, item.file);
  const PinnedFile& file = corpus.manifest.files[item.file];
  if (corpus.is_pinned) options.format = traffic::parse_format(file.format);
  const auto source = TRY(traffic::open(path_of(corpus, item.file), options));
  for (;;) {
    Result<const Event*> event = source->next();
    if (!event || *event == nullptr) {
      counts = source->counts();
      return event ? ok() : Status(std::move(event).error());
    }
    visit(**event, source->counts());
  }
}

match::ScanResult MeteredScanner::scan(const Event& event) {
  const bool is_sampled = scans_ < always_sampled || scans_ % sample_every == 0;
  ++scans_;
  if (!is_sampled) return scanner_.scan(event);
  const std::uint64_t bytes = scanner_.bytes_scanned();
  const std::uint64_t begin = thread_cpu_ns();
  const match::ScanResult result = scanner_.scan(event);
  sampled_ns_ += thread_cpu_ns() - begin;
  sampled_bytes_ += scanner_.bytes_scanned() - bytes;
  return result;
}

std::uint64_t MeteredScanner::cpu_ns() const {
  if (sampled_bytes_ == 0) return sampled_ns_;
  return static_cast<std::uint64_t>(static_cast<double>(sampled_ns_) *
                                    static_cast<double>(bytes()) /
                                    static_cast<double>(sampled_bytes_));
}

}  // namespace sig::replay

#include "traffic/fragments.h"

#include <algorithm>

namespace sig::traffic {
namespace {

constexpr size_t most_datagrams = 64;
constexpr size_t most_bytes = size_t{512} << 10U;
constexpr size_t unit = 8;  // fragments begin at multiples of it
constexpr std::int64_t timeout_ns = std::int64_t{30} * 1'000'000'000;

}  // namespace

struct FragmentStore::Datagram {
  IpAddress source;
  IpAddress destination;
  std::uint32_t id = 0;
  std::uint8_t protocol = 0;
  bool is_v6 = false;
  bool is_poisoned = false;  // RFC 5722: what still comes of it is dropped too
  std::optional<Time> started;
  std::string bytes;
  std::vector<bool> filled;  // by unit
  size_t filled_units = 0;
  std::optional<size_t> end;

  bool belongs(const Fragment& fragment) const {
    return id == fragment.id && source == fragment.source && destination == fragment.destination &&
           is_v6 == fragment.is_v6 && (is_v6 || protocol == fragment.protocol);
  }

  struct Overlap {
    bool any = false;
    bool differs = false;
  };

  Overlap put(const Fragment& fragment) {
    const size_t begin = fragment.offset;
    size_t size = fragment.bytes.size();
    if (fragment.has_more) size -= size % unit;  // as Linux does: only the last may be odd
    const size_t finish = begin + size;
    const size_t units = (finish + unit - 1) / unit;
    if (bytes.size() < finish) bytes.resize(finish);
    if (filled.size() < units) filled.resize(units);
    Overlap overlap;
    for (size_t at = begin; at < finish; at += unit) {
      const std::string_view piece = fragment.bytes.substr(at - begin, std::min(unit, finish - at));
      if (filled[at / unit]) {
        overlap.any = true;
        overlap.differs |= std::string_view(bytes).substr(at, piece.size()) != piece;
        continue;
      }
      bytes.replace(at, piece.size(), piece);
      filled[at / unit] = true;
      ++filled_units;
    }
    if (!fragment.has_more && !end) end = finish;
    return overlap;
  }

  bool is_whole() const { return end && filled_units >= (*end + unit - 1) / unit; }
};

FragmentStore::FragmentStore() = default;
FragmentStore::FragmentStore(FragmentStore&&) noexcept = default;
FragmentStore& FragmentStore::operator=(FragmentStore&&) noexcept = default;
FragmentStore::~FragmentStore() = default;

void FragmentStore::start_packet() {
  if (!wholes_.empty()) wholes_.clear();
}

std::optional<std::string_view> FragmentStore::add(const Fragment& fragment,
                                                   std::optional<Time> time,
                                                   ReasonCounts& counts) {
  counts.add(Reason::Fragment);
  if (time) expire(*time, counts);
  Datagram& datagram = find_or_start(fragment, time, counts);
  if (datagram.is_poisoned) return std::nullopt;
  const size_t before = datagram.bytes.size();
  const Datagram::Overlap overlap = datagram.put(fragment);
  held_bytes_ += datagram.bytes.size() - before;
  if (overlap.differs) counts.add(Reason::FragmentOverlap);
  if (overlap.any && datagram.is_v6) {
    counts.add(Reason::FragmentOverlapDropped);
    datagram.is_poisoned = true;
    held_bytes_ -= datagram.bytes.size();
    std::string().swap(datagram.bytes);
    return std::nullopt;
  }
  if (datagram.is_whole()) {
    held_bytes_ -= datagram.bytes.size();
    datagram.bytes.resize(*datagram.end);
    wholes_.push_back(std::move(datagram.bytes));
    datagram.bytes.clear();
    const auto at = std::ranges::find_if(
        datagrams_, [&](const auto& other) { return other.get() == &datagram; });
    drop(static_cast<size_t>(at - datagrams_.begin()));
    return std::string_view(wholes_.back());
  }
  while (held_bytes_ > most_bytes) {
    counts.add(Reason::FragmentEvicted);
    drop(0);
  }
  return std::nullopt;
}

FragmentStore::Datagram& FragmentStore::find_or_start(const Fragment& fragment,
                                                      std::optional<Time> time,
                                                      ReasonCounts& counts) {
  for (const auto& datagram : datagrams_) {
    if (datagram->belongs(fragment)) return *datagram;
  }
  if (datagrams_.size() >= most_datagrams) {
    counts.add(Reason::FragmentEvicted);
    drop(0);
  }
  auto datagram = std::make_unique<Datagram>();
  datagram->source = fragment.source;
  datagram->destination = fragment.destination;
  datagram->id = fragment.id;
  datagram->protocol = fragment.protocol;
  datagram->is_v6 = fragment.is_v6;
  datagram->started = time;
  datagrams_.push_back(std::move(datagram));
  return *datagrams_.back();
}

void FragmentStore::expire(Time now, ReasonCounts& counts) {
  for (size_t i = 0; i < datagrams_.size();) {
    const Datagram& datagram = *datagrams_[i];
    if (!datagram.started || now.ns - datagram.started->ns <= timeout_ns) {
      ++i;
      continue;
    }
    if (!datagram.is_poisoned) counts.add(Reason::FragmentUnfinished);
    drop(i);
  }
}

void FragmentStore::drop(size_t index) {
  held_bytes_ -= datagrams_[index]->bytes.size();
  datagrams_.erase(datagrams_.begin() + static_cast<long>(index));
}

void FragmentStore::finish(ReasonCounts& counts) {
  for (const auto& datagram : datagrams_) {
    if (!datagram->is_poisoned) counts.add(Reason::FragmentUnfinished);
  }
  datagrams_.clear();
  held_bytes_ = 0;
}

}  // namespace sig::traffic

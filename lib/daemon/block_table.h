#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/ip.h"
#include "base/time.h"

namespace sig::daemon {

/// A clock that nobody can set: a block ends when its time has run, whatever the wall clock does.
using Monotonic = std::chrono::steady_clock::time_point;

/// One client that is kept out, by which signature, since when and until when.
struct Block {
  std::string signature;
  std::uint32_t rev = 0;
  Time since;       ///< wall clock, for people
  Time until_wall;  ///< likewise
  Monotonic until;
};

struct ListedBlock {
  IpAddress client;
  Block block;
};

/// Clients that are blocked for a time. Thread-safe; a look-up in an empty table takes no lock.
/// Bounded: at `capacity` the oldest block makes room for a new one, counted.
class BlockTable {
 public:
  explicit BlockTable(size_t capacity);

  /// A client that is blocked already keeps the block that ends later.
  void add(const IpAddress& client, Block block);
  std::optional<Block> find(const IpAddress& client, Monotonic now);
  bool remove(const IpAddress& client);
  /// Drops what has ended; find() does not depend on it.
  void sweep(Monotonic now);
  /// Drops blocks whose signature and rev `is_kept` refuses; returns how many.
  size_t keep_if(const std::function<bool(const Block&)>& is_kept);
  /// Sorted by client; at most `limit`.
  std::vector<ListedBlock> list(Monotonic now, size_t limit) const;

  size_t size() const { return size_.load(std::memory_order_relaxed); }
  std::uint64_t evicted() const { return evicted_.load(std::memory_order_relaxed); }

 private:
  struct Entry {
    Block block;
    std::uint64_t sequence = 0;
  };
  struct AddressHash {
    size_t operator()(const IpAddress& address) const;
  };
  /// A part of the table with its own lock; each holds an equal share of the capacity.
  struct Shard {
    mutable std::mutex mutex;
    std::unordered_map<IpAddress, Entry, AddressHash> entries;
    std::map<std::uint64_t, IpAddress> by_age;
    std::multimap<Monotonic, IpAddress> by_end;
    std::uint64_t next_sequence = 0;
  };
  using Entries = std::unordered_map<IpAddress, Entry, AddressHash>;

  Shard& shard_of(const IpAddress& client);
  void erase(Shard& shard, Entries::iterator entry);

  size_t shard_capacity_;
  std::array<Shard, 16> shards_;
  std::atomic<size_t> size_{0};
  std::atomic<std::uint64_t> evicted_{0};
};

}  // namespace sig::daemon

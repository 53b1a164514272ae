#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "match/matcher.h"
#include "replay/replay.h"
#include "replay/work.h"

namespace sig::replay {

/// What a comparison is between. Borrows all of it.
struct ChangeSets {
  const ReplayRequest& request;
  const std::vector<Signature>& before;
  const std::vector<Signature>& after;
};

/// The units on which two sets of signatures may differ. Logs of threads are merged in any order.
/// Bounded: beyond 1 048 576 units, finish() is an error. One thread.
class ChangeLog {
 public:
  explicit ChangeLog(ChangeSets sets);

  void add(const Event& event,
           const WorkItem& item,
           std::span<const match::Hit> before,
           std::span<const match::Hit> after);
  void merge(ChangeLog&& other);

  /// Applies rate windows, drops what does not change, sorts, counts.
  Result<Comparison> finish(size_t max_changes);

 private:
  /// Hits of one set on one unit, by index.
  struct Side {
    std::vector<std::uint32_t> fired;
    std::vector<std::uint32_t> waiting;  ///< of signatures with a rate
    std::vector<std::string> keys;       ///< of `waiting`
  };
  struct Unit {
    size_t corpus = 0;
    Surface surface = Surface::HttpRequest;
    HitExample where;
    Side before;
    Side after;
  };

  static Outcome verdict_of(const Side& side, const std::vector<Signature>& signatures);
  static bool is_earlier(const Unit& a, const Unit& b);
  bool take(const Event& event,
            Surface surface,
            const std::vector<Signature>& signatures,
            std::span<const match::Hit> hits,
            Side& side) const;
  void apply_rates(Side Unit::*side, const std::vector<Signature>& signatures);
  /// Notes which signatures made the unit change verdict.
  void blame(const Unit& unit, std::map<std::string, SignatureChange>& changes) const;
  void count(const Unit& unit, Outcome before, Outcome after, Comparison& out) const;
  Change describe(const Unit& unit) const;

  ChangeSets sets_;
  std::uint32_t surfaces_;
  std::vector<Unit> units_;
  bool has_too_many_ = false;
};

}  // namespace sig::replay

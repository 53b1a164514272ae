#pragma once

#include <array>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "match/matcher.h"
#include "model/evidence.h"
#include "replay/replay.h"
#include "replay/surface_set.h"
#include "replay/unit_verdict.h"

namespace sig::replay {

/// Finds std::string keys by views, so that a known client costs no allocation.
struct ViewHash {
  using is_transparent = void;
  size_t operator()(std::string_view value) const { return std::hash<std::string_view>()(value); }
};
template <class T>
using ByName = std::unordered_map<std::string, T, ViewHash, std::equal_to<>>;

/// What one thread has counted on one corpus. Sums of tallies do not depend on which thread saw
/// which part. Borrows signatures and corpus. One thread.
class CorpusTally {
 public:
  CorpusTally(const std::vector<Signature>& signatures,
              const CorpusInput& corpus,
              size_t examples_kept);

  /// The next events are of this file, whose name is `name`.
  void begin_file(size_t index, std::string name);
  void add(const Event& event, const match::ScanResult& result);
  /// Ends a run of events whose reach classes are those of `scanner`.
  void settle_reach(const match::Scanner& scanner);

  /// Adds all to the evidence's row of the corpus and of each signature (in the order of the
  /// signatures). Sets `too_much` to what was over a bound.
  void merge_into(Evidence& evidence, CorpusRun& run, std::vector<std::string>& too_much) const;

  std::uint64_t units() const { return units_; }

 private:
  struct SurfacePart {
    UnitCounts total;
    ByName<UnitCounts> clients;
    UnitCounts* last_counts = nullptr;  ///< of last_client: runs of events are often one client's
    std::string last_client;
  };
  struct KeptExample {
    size_t file = 0;
    HitExample example;
  };
  struct SignaturePart {
    std::uint64_t reachable = 0;
    std::uint64_t candidates = 0;
    std::uint64_t hits = 0;
    std::uint64_t undecided = 0;
    ByName<std::uint64_t> clients;
    std::vector<KeptExample> examples;  ///< sorted; the smallest by place
  };

  using Verdicts = std::array<UnitVerdict, surface_count>;

  void add_hit(const Event& event, std::uint32_t index, Verdicts& verdicts);
  void add_undecided(const Event& event, std::uint32_t index, Verdicts& verdicts);
  void add_rate_candidate(const Event& event, std::uint32_t index, const Verdicts& verdicts);
  void add_unit(const Event& event, size_t surface, const UnitVerdict& verdict);
  void keep_example(const Event& event, std::uint32_t index);
  void add_digest_line(const Event& event, std::uint32_t index, std::string_view what);

  const std::vector<Signature>& signatures_;
  const CorpusInput& corpus_;
  size_t examples_kept_;
  std::uint32_t wanted_surfaces_;
  std::vector<SignaturePart> parts_;
  std::array<SurfacePart, surface_count> surfaces_;
  std::vector<std::uint64_t> class_units_;
  std::vector<RateCandidate> rate_candidates_;
  bool has_too_many_candidates_ = false;
  bool has_too_many_clients_ = false;
  std::uint64_t undated_ = 0;
  std::uint64_t units_ = 0;
  MultisetDigest hits_;
  size_t file_ = 0;
  std::string file_name_;
  std::string line_;
};

}  // namespace sig::replay

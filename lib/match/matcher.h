#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/event.h"
#include "model/signature.h"

namespace sig::match {

struct CompileOptions {
  /// Folder for serialized Hyperscan databases, keyed by the digest of their patterns and flags,
  /// the library's version and the CPU's features; empty: no cache. A damaged entry is compiled
  /// anew.
  std::string cache_folder;
  /// Compile in a bounded child (RLIMIT_CPU, RLIMIT_AS), as hostile patterns need.
  bool in_child = true;
};

/// A signature that fired on one event, or that could not be decided there.
struct Hit {
  std::uint32_t signature = 0;  ///< index into Ruleset::signatures()
  bool undecided = false;       ///< a regex ran into its limit: neither a match nor none
};

/// Signatures compiled for scanning. Immutable; shared by any number of threads.
class Ruleset {
 public:
  /// Fails as a whole, naming the signature, when one cannot be compiled within its budget.
  static Result<std::shared_ptr<const Ruleset>> compile(std::vector<Signature> signatures,
                                                        const CompileOptions& options);
  virtual ~Ruleset() = default;

  virtual const std::vector<Signature>& signatures() const = 0;
  /// Which kinds of event any signature wants, one bit per EventKind.
  virtual std::uint32_t wanted_events() const = 0;
  virtual size_t memory_bytes() const = 0;

 protected:
  Ruleset() = default;
};

/// Version of this matcher and of the Hyperscan in use: "1 hyperscan 5.4.0".
std::string engine_version();

/// What one event showed, beyond the hits. Valid until the scanner's next scan.
struct ScanResult {
  std::span<const Hit> hits;  ///< sorted by signature; rate windows are not applied
  /// Signatures whose condition had to be evaluated because a pattern was seen that they cannot be
  /// true without, sorted. Those that can be true with no pattern at all are not among them.
  std::span<const std::uint32_t> candidates;
  /// Signatures whose needed fields the event has, as a number of a reach class: see Ruleset.
  std::uint32_t reach_class = 0;
};

/// One thread's view of a ruleset: its scratch and buffers. No allocation per event once warm.
class Scanner {
 public:
  explicit Scanner(std::shared_ptr<const Ruleset> ruleset);
  ~Scanner();
  Scanner(Scanner&&) noexcept;

  ScanResult scan(const Event& event);

  /// For a reach class seen in a ScanResult: the signatures (by index) that such events can reach.
  /// Classes are numbered per scanner in the order in which they were first seen; 0 is "none", and
  /// also what a combination of fields counts as once the tables hold 128 MiB.
  std::span<const std::uint32_t> reachable(std::uint32_t reach_class) const;
  std::uint32_t reach_classes() const;

  /// Bytes given to the pattern engines so far.
  std::uint64_t bytes_scanned() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sig::match

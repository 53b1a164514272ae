#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/digest.h"
#include "base/time.h"
#include "model/corpus.h"
#include "model/signature.h"

namespace sig {

/// Index into blocking counts: [Low] counts units hit by any signature with action block, [Medium]
/// by one of at least medium confidence, [High] by one of high confidence; so block_at can choose.
using ByConfidence = std::array<std::uint64_t, 3>;

struct UnitCounts {
  std::uint64_t units = 0;
  std::uint64_t flagged = 0;    ///< by any signature
  ByConfidence blocked{};       ///< by a signature with action block
  std::uint64_t undecided = 0;  ///< some signature could not be decided, none hit
};

/// All units of one surface in one corpus. A unit is one event (request, packet, connection, line).
struct SurfaceCounts {
  UnitCounts total;
  /// By client: the address, or the first 16 hexadecimal digits of the SHA-256 of a header or
  /// cookie.
  std::map<std::string, UnitCounts> clients;
};

struct CorpusRun {
  std::string name;
  Label label = Label::Unknown;
  Digest manifest;  ///< of corpus.yaml; all zero for loose files
  std::string client_rule;
  std::uint64_t files_pinned = 0;
  std::uint64_t files_read = 0;
  std::uint64_t records_pinned = 0;
  std::uint64_t records_read = 0;      ///< decoded and looked at
  std::uint64_t records_rejected = 0;  ///< read + rejected = records of the files
  std::uint64_t bytes_read = 0;
  std::map<std::string, std::uint64_t> reasons;  ///< why rejected, undecoded, evicted, truncated
  std::optional<Time> captured_from;
  std::optional<Time> captured_to;
  std::map<Surface, SurfaceCounts> surfaces;
};

/// One matching part of a hit: which field, what matched (shown), what surrounds it (redacted).
struct MatchedPart {
  std::string field;
  std::string matched;
  std::string shown;  ///< the value with all but the matched bytes masked
};

/// One flagged unit, redacted, for a person to judge.
struct HitExample {
  std::string file;
  std::uint64_t record = 0;
  std::uint32_t transaction = 0;
  std::string client;
  std::optional<Time> time;
  std::string shown;  ///< the redacted request, line or payload
  std::vector<MatchedPart> parts;
};

struct SignatureOnCorpus {
  std::uint64_t reachable = 0;   ///< units that have the fields the signature needs
  std::uint64_t candidates = 0;  ///< units in which at least one of its patterns was seen
  std::uint64_t hits = 0;        ///< units flagged
  std::uint64_t undecided = 0;
  std::map<std::string, std::uint64_t> clients;  ///< flagged units by client
  std::vector<HitExample> examples;              ///< the first by file, record, transaction; capped
};

struct SignatureEvidence {
  std::string id;
  std::uint32_t rev = 0;
  Surface on = Surface::HttpRequest;
  Action action = Action::Alert;
  Confidence confidence = Confidence::Low;
  Severity severity = Severity::Medium;
  std::string title;
  std::string category;
  Origin origin;
  Digest digest;
  std::optional<Rate> rate;
  std::string not_run;  ///< why the matcher did not run it, so that nothing is measured; else empty
  std::map<std::string, SignatureOnCorpus> corpora;  ///< by corpus name
};

/// A hit of a signature with a rate, kept until all shards are together: windows need all of them.
struct RateCandidate {
  std::string corpus;
  std::string signature;
  std::string key;  ///< value of rate.by
  Time time;
  HitExample where;
  // What the signatures without a rate made of the unit, so that it is not counted twice.
  bool is_flagged = false;
  bool is_undecided = false;
  std::uint8_t blocked_levels = 0;  ///< how many of ByConfidence it counts in
};

/// Could the corpus have fired the signature at all?
enum class Reachability { Measured, Thin, Blind };

/// Blind: no unit had the fields it needs. Thin: fewer than `thin_below` had.
inline constexpr std::uint64_t thin_below = 1000;
Reachability reachability(const SignatureOnCorpus& counts);
std::string_view to_string(Reachability value);

/// What replaying one bundle showed. Merging shards is associative; result_digest covers everything
/// that the traffic decides, and nothing that a clock or the number of workers does.
struct Evidence {
  Digest bundle;
  std::string project;
  std::string tool_version;
  std::string engine;          ///< "sigmatchd"
  std::string engine_version;  ///< ours and Hyperscan's
  std::uint64_t signatures_expected = 0;
  std::uint64_t signatures_loaded = 0;
  std::uint32_t examples_kept = 20;           ///< per signature and corpus, at most
  std::vector<CorpusRun> corpora;             ///< sorted by name
  std::vector<SignatureEvidence> signatures;  ///< sorted by id
  std::uint64_t scan_ns = 0;                  ///< CPU time in the matcher
  std::uint64_t scan_bytes = 0;
  std::uint32_t shard = 0;
  std::uint32_t shards = 1;
  std::vector<std::uint32_t> shards_merged;    ///< sorted; complete when it holds 0..shards-1
  std::vector<RateCandidate> rate_candidates;  ///< empty once complete
  std::vector<std::string> invalid;            ///< why the run proves nothing; empty: valid
  std::uint32_t attempt = 1;
  std::optional<Digest> previous_attempt;
  Time started;
  Time finished;
  std::uint32_t workers = 1;
  MultisetDigest hits;  ///< over one canonical line per hit
  Digest result_digest;
};

}  // namespace sig

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/bundle.h"
#include "model/id_lock.h"
#include "model/signature.h"

namespace sig::compile {

/// What an artifact is written from.
struct WriteRequest {
  const std::vector<Signature>&
      signatures;             ///< sorted by id; those that the engine expresses whole
  const IdLock& ids;          ///< with as many as `rules_needed` says
  std::string_view revision;  ///< source commit; may be empty
};

/// One column of the table: an engine, where its artifact stands in a bundle, and who writes it.
struct Engine {
  std::string_view name;
  std::string_view artifact;
  std::string (*write)(const WriteRequest& request);
  /// Why it cannot express a signature of whose features it can express each; null: it always can.
  std::vector<std::string> (*refusals)(const Signature& signature) = nullptr;
  /// How many numbers its rules for a signature need; null: none.
  size_t (*rules_needed)(const Signature& signature) = nullptr;
};

/// One row: a feature of the language and, for each engine in the order of the columns, why it
/// cannot express it; empty where it can. Features are "field http.path", "operator regex",
/// "decode url", "condition none", "ignore_case", "rate".
struct CapabilityRow {
  std::string_view feature;
  std::vector<std::string_view> reasons;
};

/// What an engine does otherwise with a feature that it can express: no loss, but to be known.
struct CapabilityDifference {
  std::string_view feature;
  std::string_view engine;
  std::string_view text;
};

struct CapabilityTable {
  std::span<const Engine> engines;
  std::span<const CapabilityRow> rows;
  std::span<const CapabilityDifference> differences = {};
};

/// The one table. A new field, operator or decode is a row; a new engine is a column.
const CapabilityTable& capability_table();

/// Its differences, sorted by feature and engine.
std::span<const CapabilityDifference> capability_differences();

/// The features that a signature uses, sorted, each once.
std::vector<std::string> features_of(const Signature& signature);

/// What the signature loses on each engine, sorted by engine and reason. A feature that the table
/// does not name is a loss on every engine.
std::vector<CapabilityLoss> losses_of(const Signature& signature, const CapabilityTable& table);

}  // namespace sig::compile

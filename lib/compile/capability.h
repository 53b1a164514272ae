#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/bundle.h"
#include "model/signature.h"

namespace sig::compile {

/// One column of the table: an engine, where its artifact stands in a bundle, and who writes it
/// from the signatures (sorted by id) that the engine can express whole.
struct Engine {
  std::string_view name;
  std::string_view artifact;
  std::string (*write)(const std::vector<Signature>& signatures);
};

/// One row: a feature of the language and, for each engine in the order of the columns, why it
/// cannot express it; empty where it can. Features are "field http.path", "operator regex",
/// "decode url", "condition none", "ignore_case", "rate".
struct CapabilityRow {
  std::string_view feature;
  std::vector<std::string_view> reasons;
};

struct CapabilityTable {
  std::span<const Engine> engines;
  std::span<const CapabilityRow> rows;
};

/// The one table. A new field, operator or decode is a row; a new engine is a column.
const CapabilityTable& capability_table();

/// The features that a signature uses, sorted, each once.
std::vector<std::string> features_of(const Signature& signature);

/// What the signature loses on each engine, sorted by engine and reason. A feature that the table
/// does not name is a loss on every engine.
std::vector<CapabilityLoss> losses_of(const Signature& signature, const CapabilityTable& table);

}  // namespace sig::compile

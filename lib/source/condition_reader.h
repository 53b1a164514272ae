#pragma once

#include <optional>
#include <string_view>

#include "model/names.h"
#include "model/signature.h"
#include "source/findings.h"
#include "source/object_reader.h"
#include "source/variables.h"
#include "source/yaml.h"

namespace sig::source {

inline constexpr size_t most_tests = 200;            ///< in one signature
inline constexpr size_t most_condition_levels = 12;  ///< YAML itself may nest 32 deep
inline constexpr size_t most_list_values = 1000;     ///< of one_of and in, variables expanded
inline constexpr size_t most_value_bytes = 8U << 10U;

/// Reads the condition below `match` of one signature. `surface` is its `on`, none when that could
/// not be read (then fields are not checked against it).
class ConditionReader {
 public:
  ConditionReader(std::optional<Surface> surface, const Variables& variables, Findings& findings)
      : surface_(surface), variables_(variables), findings_(findings) {}

  /// The condition, or nothing when there are findings that leave none.
  std::optional<Condition> read(const YamlNode& node) { return read_level(node, 1); }

 private:
  std::optional<Condition> read_level(const YamlNode& node, size_t level);
  std::optional<Condition> read_group(const YamlNode& list, Condition::Kind kind, size_t level);

  std::optional<Surface> surface_;
  const Variables& variables_;
  Findings& findings_;
  size_t tests_ = 0;
};

/// One test: {field: ..., decode: [...], OPERATOR: ..., ignore_case: ...}.
std::optional<Test> read_test(const YamlNode& node,
                              std::optional<Surface> surface,
                              const Variables& variables,
                              Findings& findings);

/// The value of a test's operator into the test; its field and operator are set.
void read_operand(const YamlNode& value,
                  const Variables& variables,
                  Test& test,
                  Findings& findings);

/// A field by its name, that exists on the surface.
std::optional<FieldRef> read_field(const YamlNode& node,
                                   std::string_view what,
                                   std::optional<Surface> surface,
                                   Findings& findings);

}  // namespace sig::source

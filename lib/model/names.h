#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/signature.h"

namespace sig {

/// to_string, parse and the list for "did you mean", from one table per enumeration (names.cc).
std::string_view to_string(Severity value);
std::string_view to_string(Confidence value);
std::string_view to_string(Action value);
std::string_view to_string(Surface value);
std::string_view to_string(Operator value);
std::string_view to_string(Decode value);

template <class T>
std::optional<T> parse_name(std::string_view text);
template <class T>
std::span<const std::string_view> names_of();

enum class FieldType { Text, Number, Address };

/// One row per field: its name ("http.arg." ends in a dot when a NAME follows), what it may be used
/// on.
struct FieldRow {
  FieldId id;
  std::string_view name;
  FieldType type;
  bool takes_name;
  std::vector<Surface> surfaces;
};

std::span<const FieldRow> field_table();
const FieldRow& field_row(FieldId id);
/// "http.arg.q" -> {HttpArg, "q"}.
std::optional<FieldRef> parse_field(std::string_view text);
std::string to_string(const FieldRef& field);
std::vector<std::string_view> field_names();

bool is_usable(Operator op, FieldType type);

}  // namespace sig

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sig::traffic {

/// Splits one CSV record (RFC 4180: quoted fields, doubled quotes, line breaks inside quotes) into
/// `fields`, whose strings keep their capacity; returns how many there are. A quoted field without
/// its end gives nothing: the record goes on in the next line. Quotes inside a field that does not
/// begin with one are text.
std::optional<size_t> split_csv(std::string_view record, std::vector<std::string>& fields);

/// The number of the column that is called "payload" in a CSV header.
std::optional<size_t> payload_column(std::string_view header);

}  // namespace sig::traffic

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sig::traffic {

/// One record of a CSV text (RFC 4180: quoted fields, doubled quotes, line breaks inside quotes).
/// `text` begins at the record; `used` is how many bytes it takes with its line end. False when the
/// text ends inside quotes. Fields are decoded into `fields`, whose strings keep their capacity.
bool read_csv_record(std::string_view text,
                     std::vector<std::string>& fields,
                     size_t& count,
                     size_t& used);

/// Whether a line is a CSV header with a column that is called "payload".
bool has_payload_column(std::string_view line);

}  // namespace sig::traffic

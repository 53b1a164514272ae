#include "traffic/csv.h"

#include "base/text.h"

namespace sig::traffic {
namespace {

/// Takes a quoted field with its quotes off the front; false when it has no end.
bool take_quoted(std::string_view& rest, std::string& field) {
  rest.remove_prefix(1);
  for (;;) {
    const size_t quote = rest.find('"');
    if (quote == std::string_view::npos) return false;
    field.append(rest.substr(0, quote));
    rest.remove_prefix(quote + 1);
    if (!rest.starts_with('"')) return true;
    field += '"';
    rest.remove_prefix(1);
  }
}

}  // namespace

std::optional<size_t> split_csv(std::string_view record, std::vector<std::string>& fields) {
  size_t count = 0;
  for (;;) {
    if (fields.size() == count) fields.emplace_back();
    std::string& field = fields[count++];
    field.clear();
    if (record.starts_with('"') && !take_quoted(record, field)) return std::nullopt;
    const size_t comma = record.find(',');
    field.append(record.substr(0, comma));
    if (comma == std::string_view::npos) return count;
    record.remove_prefix(comma + 1);
  }
}

std::optional<size_t> payload_column(std::string_view header) {
  size_t number = 0;
  for (const std::string_view name : split(header, ',')) {
    if (trim(name) == "payload" || trim(name) == "\"payload\"") return number;
    ++number;
  }
  return std::nullopt;
}

}  // namespace sig::traffic

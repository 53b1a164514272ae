#include "replay/evidence_fields.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "replay/evidence_json.h"

namespace sig::replay {
namespace {

const Json& capped_array(JsonObject& of, std::string_view key, size_t limit) {
  const Json& array = of.array(key);
  if (array.size() > limit) {
    of.fail(key, fmt::format("has {} elements; the limit is {}", array.size(), limit));
  }
  return array;
}

}  // namespace

bool is_null(JsonObject& of, std::string_view key) {
  const Json* value = of.find(key);
  return value != nullptr && value->is_null();
}

Status so_far(JsonObject& of) {
  return of.has_failed() ? of.finish() : ok();
}

Status for_each_row(JsonObject& of,
                    std::string_view key,
                    size_t limit,
                    const std::function<Status(JsonObject&)>& read) {
  const Json& array = capped_array(of, key, limit);
  TRY(so_far(of));
  for (size_t i = 0; i < array.size(); ++i) {
    JsonObject row(array[i], fmt::format("{}.{}[{}]", of.where(), key, i));
    TRY(read(row));
    TRY(row.finish());
  }
  return ok();
}

Result<std::vector<std::string>> texts(JsonObject& of, std::string_view key, size_t limit) {
  const Json& array = capped_array(of, key, limit);
  TRY(so_far(of));
  std::vector<std::string> out;
  out.reserve(array.size());
  for (const Json& value : array) {
    const bool fits =
        value.is_string() && value.get_ref<const std::string&>().size() <= max_evidence_text;
    if (!fits) of.fail(key, fmt::format("expected strings of at most {} bytes", max_evidence_text));
    TRY(so_far(of));
    out.push_back(value.get<std::string>());
  }
  return out;
}

std::string capped_text(JsonObject& of, std::string_view key) {
  std::string value = of.text(key);
  if (value.size() <= max_evidence_text) return value;
  of.fail(key, fmt::format("has {} bytes; the limit is {}", value.size(), max_evidence_text));
  return {};
}

std::vector<std::uint64_t> numbers(JsonObject& of,
                                   std::string_view key,
                                   size_t limit,
                                   std::uint64_t highest) {
  const Json& array = capped_array(of, key, limit);
  std::vector<std::uint64_t> out;
  for (size_t i = 0; !of.has_failed() && i < array.size(); ++i) {
    const bool fits = array[i].is_number_unsigned() && array[i].get<std::uint64_t>() <= highest;
    if (!fits) of.fail(key, fmt::format("expected whole numbers from 0 to {}", highest));
    out.push_back(fits ? array[i].get<std::uint64_t>() : 0);
  }
  return out;
}

std::uint64_t count(JsonObject& of, std::string_view key) {
  return of.number(key, 0, max_count);
}

std::uint32_t small_number(JsonObject& of, std::string_view key, std::uint32_t lowest) {
  return static_cast<std::uint32_t>(of.number(key, lowest, UINT32_MAX));
}

Result<Digest> digest_set(JsonObject& of, std::string_view key) {
  JsonObject set(of.object(key), of.where() + "." + std::string(key));
  TRY(so_far(of));
  const Digest digest = set.digest("sha256");
  TRY(set.finish());
  return digest;
}

std::optional<Time> time_or_null(JsonObject& of, std::string_view key) {
  if (is_null(of, key)) return std::nullopt;
  return of.time(key);
}

Result<std::optional<Digest>> digest_or_null(JsonObject& of, std::string_view key) {
  if (is_null(of, key)) return std::optional<Digest>();
  return std::optional<Digest>(TRY(digest_set(of, key)));
}

}  // namespace sig::replay

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_object.h"
#include "base/text.h"
#include "model/names.h"

namespace sig::replay {

/// Calls `read` with each element of an array of at most `limit` objects, and finishes it.
Status for_each_row(JsonObject& of,
                    std::string_view key,
                    size_t limit,
                    const std::function<Status(JsonObject&)>& read);

/// The elements of such an array, each made by `read(JsonObject&) -> Result<T>`.
template <class T, class Read>
Result<std::vector<T>> rows(JsonObject& of, std::string_view key, size_t limit, Read read) {
  std::vector<T> out;
  const auto keep = [&](JsonObject& row) -> Status {
    out.push_back(TRY(read(row)));
    return ok();
  };
  TRY(for_each_row(of, key, limit, keep));
  return out;
}

/// Strings of at most max_evidence_text bytes each.
Result<std::vector<std::string>> texts(JsonObject& of, std::string_view key, size_t limit);
std::string capped_text(JsonObject& of, std::string_view key);

/// Numbers from 0 to `highest` each.
std::vector<std::uint64_t> numbers(JsonObject& of,
                                   std::string_view key,
                                   size_t limit,
                                   std::uint64_t highest);
std::uint64_t count(JsonObject& of, std::string_view key);
std::uint32_t small_number(JsonObject& of, std::string_view key, std::uint32_t lowest);

/// {"sha256": "..."} of in-toto.
Result<Digest> digest_set(JsonObject& of, std::string_view key);

bool is_null(JsonObject& of, std::string_view key);
/// null, or what the other functions read.
std::optional<Time> time_or_null(JsonObject& of, std::string_view key);
Result<std::optional<Digest>> digest_or_null(JsonObject& of, std::string_view key);

template <class T>
T named(JsonObject& of, std::string_view key) {
  const std::string text = of.text(key);
  if (const std::optional<T> value = parse_name<T>(text)) return *value;
  of.fail(key, quote(text) + " is none of " + join_or(names_of<T>()));
  return T{};
}

/// The failure of an object so far, if any: before one of its keys is read as an object.
Status so_far(JsonObject& of);

}  // namespace sig::replay

#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/digest.h"
#include "base/json.h"
#include "base/time.h"

namespace sig {

/// Reads one JSON object strictly: every key must be known, present unless asked for as optional,
/// and of its type. The first failure sticks: later calls return empty values, and finish() gives
/// it, so a reader is straight code with one TRY at its end. Borrows `value`. Not thread-safe.
class JsonObject {
 public:
  /// `where` leads each message: "release.json" or "manifest.json: signatures[3]".
  JsonObject(const Json& value, std::string where);

  std::string text(std::string_view key);
  std::string optional_text(std::string_view key);
  std::uint64_t number(std::string_view key, std::uint64_t lowest, std::uint64_t highest);
  std::optional<std::uint64_t> optional_number(std::string_view key,
                                               std::uint64_t lowest,
                                               std::uint64_t highest);
  std::int64_t integer(std::string_view key);
  bool flag(std::string_view key);
  Digest digest(std::string_view key);
  Time time(std::string_view key);
  /// The array or object of a key; an empty one after a failure.
  const Json& array(std::string_view key);
  const Json& object(std::string_view key);
  /// The value of a key, or nullptr where it is absent; it counts as known from then on.
  const Json* find(std::string_view key);
  /// A key that must hold exactly this text, as "schema" does.
  void constant(std::string_view key, std::string_view expected);

  /// Records a failure of the caller's own about a key.
  void fail(std::string_view key, std::string_view what);
  bool has_failed() const { return failure_.has_value(); }
  const std::string& where() const { return where_; }

  /// The first failure, or an error that names the first key that nobody asked for.
  Status finish();

 private:
  const Json* required(std::string_view key);

  const Json& value_;
  std::string where_;
  std::set<std::string, std::less<>> known_;
  std::optional<Error> failure_;
};

}  // namespace sig

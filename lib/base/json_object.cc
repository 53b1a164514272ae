#include "base/json_object.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"

namespace sig {
namespace {

const Json& empty_array() {
  static const Json value = Json::array();
  return value;
}

const Json& empty_object() {
  static const Json value = Json::object();
  return value;
}

}  // namespace

JsonObject::JsonObject(const Json& value, std::string where)
    : value_(value.is_object() ? value : empty_object()), where_(std::move(where)) {
  if (!value.is_object()) failure_ = input_error(visible(where_) + ": expected an object");
}

void JsonObject::fail(std::string_view key, std::string_view what) {
  if (!failure_) {
    failure_ = input_error(fmt::format("{}: {}: {}", visible(where_), quote(key), what));
  }
}

const Json* JsonObject::find(std::string_view key) {
  known_.emplace(key);
  const auto found = value_.find(std::string(key));
  return found == value_.end() ? nullptr : &*found;
}

const Json* JsonObject::required(std::string_view key) {
  const Json* found = find(key);
  if (found == nullptr) fail(key, "is missing");
  return found;
}

std::string JsonObject::text(std::string_view key) {
  const Json* found = required(key);
  if (found == nullptr) return {};
  if (found->is_string()) return found->get<std::string>();
  fail(key, "expected a string");
  return {};
}

std::string JsonObject::optional_text(std::string_view key) {
  return find(key) == nullptr ? std::string() : text(key);
}

std::uint64_t JsonObject::number(std::string_view key,
                                 std::uint64_t lowest,
                                 std::uint64_t highest) {
  const Json* found = required(key);
  if (found == nullptr) return lowest;
  const bool is_whole = found->is_number_unsigned();
  const std::uint64_t value = is_whole ? found->get<std::uint64_t>() : 0;
  if (is_whole && value >= lowest && value <= highest) return value;
  fail(key, fmt::format("expected a whole number from {} to {}", lowest, highest));
  return lowest;
}

std::optional<std::uint64_t> JsonObject::optional_number(std::string_view key,
                                                         std::uint64_t lowest,
                                                         std::uint64_t highest) {
  if (find(key) == nullptr) return std::nullopt;
  return number(key, lowest, highest);
}

std::int64_t JsonObject::integer(std::string_view key) {
  const Json* found = required(key);
  if (found == nullptr) return 0;
  const bool is_too_big =
      found->is_number_unsigned() && found->get<std::uint64_t>() > std::uint64_t{INT64_MAX};
  if (found->is_number_integer() && !is_too_big) return found->get<std::int64_t>();
  fail(key, "expected a whole number of 64 bits");
  return 0;
}

bool JsonObject::flag(std::string_view key) {
  const Json* found = required(key);
  if (found == nullptr) return false;
  if (found->is_boolean()) return found->get<bool>();
  fail(key, "expected true or false");
  return false;
}

Digest JsonObject::digest(std::string_view key) {
  Result<Digest> parsed = parse_digest(text(key));
  if (parsed) return *parsed;
  fail(key, "expected a SHA-256 as 64 lower-case hexadecimal digits");
  return {};
}

Time JsonObject::time(std::string_view key) {
  const std::optional<Time> parsed = parse_iso8601(text(key));
  if (parsed) return *parsed;
  fail(key, "expected a time such as 2026-11-24T04:13:00Z");
  return {};
}

const Json& JsonObject::array(std::string_view key) {
  const Json* found = required(key);
  if (found != nullptr && found->is_array()) return *found;
  if (found != nullptr) fail(key, "expected an array");
  return empty_array();
}

const Json& JsonObject::object(std::string_view key) {
  const Json* found = required(key);
  if (found != nullptr && found->is_object()) return *found;
  if (found != nullptr) fail(key, "expected an object");
  return empty_object();
}

void JsonObject::constant(std::string_view key, std::string_view expected) {
  const std::string found = text(key);
  if (found != expected) {
    fail(key, fmt::format("is {}; this version reads {}", quote(found), quote(expected)));
  }
}

Status JsonObject::finish() {
  if (failure_) return *failure_;
  for (const auto& [key, value] : value_.items()) {
    if (!known_.contains(key)) {
      return input_error(fmt::format("{}: unknown key {}", visible(where_), quote(key)));
    }
  }
  return ok();
}

}  // namespace sig

#include "base/json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "base/source_text.h"
#include "base/text.h"

namespace sig {
namespace {

Error bad_json(std::string_view text, std::string_view name, size_t offset, std::string_view what) {
  const SourceText source{std::string(name), std::string(text)};
  const Place place = source.place_of(static_cast<std::uint32_t>(std::min(offset, text.size())));
  return input_error(
      fmt::format("{}:{}:{}: not valid JSON: {}", visible(name), place.line, place.column, what));
}

}  // namespace

Result<Json> parse_json(std::string_view text, std::string_view name, JsonLimits limits) {
  if (text.size() > limits.bytes) {
    return input_error(fmt::format(
        "{} has {} bytes of JSON; the limit is {}", quote(name, 240), text.size(), limits.bytes));
  }
  std::string refusal;
  std::vector<std::set<std::string>> keys;
  const auto guard = [&](int depth, Json::parse_event_t event, Json& parsed) {
    if (depth > limits.depth && refusal.empty()) {
      refusal = fmt::format("nested deeper than {} levels", limits.depth);
    }
    if (event == Json::parse_event_t::object_start) keys.emplace_back();
    if (event == Json::parse_event_t::object_end && !keys.empty()) keys.pop_back();
    const bool is_new_key = event == Json::parse_event_t::key && refusal.empty() && !keys.empty();
    if (is_new_key && !keys.back().insert(parsed.get<std::string>()).second) {
      refusal = "duplicate key " + quote(parsed.get<std::string>());
    }
    if (refusal.empty() && !keys.empty() && keys.back().size() > limits.keys) {
      refusal = fmt::format("more than {} keys in one object", limits.keys);
    }
    // Dropping the rest keeps the value shallow, so that destroying it cannot overflow, and small.
    return refusal.empty();
  };
  try {
    Json value = Json::parse(text, guard);
    if (!refusal.empty()) return input_error(fmt::format("{}: {}", visible(name), refusal));
    return value;
  } catch (const Json::parse_error& error) {
    return bad_json(text, name, error.byte > 0 ? error.byte - 1 : 0, "unexpected text");
  } catch (const Json::exception&) {
    return bad_json(text, name, 0, "a number is out of range");
  }
}

std::string json_text(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string json_document(const Json& value) {
  return value.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace sig

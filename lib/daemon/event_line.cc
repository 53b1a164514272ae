#include "daemon/event_line.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "base/text.h"
#include "match/reference.h"

namespace sig::daemon {
namespace {

constexpr size_t context_bytes = 24;
constexpr size_t matched_bytes = 64;
constexpr size_t max_parts = 3;

char masked(char c) {
  const bool is_structure = std::ispunct(static_cast<unsigned char>(c)) != 0 || c == ' ';
  return is_structure ? c : '*';
}

/// Suricata's scale: 1 is the worst.
int eve_severity(Severity severity) {
  return severity >= Severity::High     ? 1
         : severity == Severity::Medium ? 2
         : severity == Severity::Low    ? 3
                                        : 4;
}

void collect_parts(const match::ConditionTrace& trace, Json& parts) {
  if (trace.truth != match::Truth::Yes || parts.size() >= max_parts) return;
  // What a none-condition did not find is no part of the match.
  if (trace.kind == Condition::Kind::None) return;
  if (trace.test && trace.test->match_length > 0) {
    const match::TestTrace& test = *trace.test;
    const std::string_view value = test.value;
    const std::string_view matched = value.substr(std::min(test.match_start, value.size()),
                                                  std::min(test.match_length, matched_bytes));
    parts.push_back({{"field", test.field},
                     {"name", test.name},
                     {"matched", visible(matched)},
                     {"shown", show_match(value, test.match_start, test.match_length)}});
  }
  for (const match::ConditionTrace& child : trace.children)
    collect_parts(child, parts);
}

Json matched_parts(const Signature& signature, const Event& event) {
  Json parts = Json::array();
  if (const auto trace = match::trace(signature, event)) collect_parts(*trace, parts);
  return parts;
}

}  // namespace

std::string show_match(std::string_view value, size_t start, size_t length) {
  start = std::min(start, value.size());
  length = std::min({length, value.size() - start, matched_bytes});
  const size_t from = start - std::min(start, context_bytes);
  const size_t end = std::min(value.size(), start + length + context_bytes);
  std::string shown;
  for (size_t i = from; i < end; ++i)
    shown.push_back(i >= start && i < start + length ? value[i] : masked(value[i]));
  return (from > 0 ? "..." : "") + visible(shown) + (end < value.size() ? "..." : "");
}

std::string event_line(const Verdict& verdict, const Event& event, Time wall, bool shows_match) {
  const HttpRequest& request = std::get<HttpExchange>(event.what).request;
  Json out = {{"timestamp", to_iso8601(wall, true)}, {"event_type", "alert"}};
  out["src_ip"] = event.client_ip.is_set() ? Json(event.client_ip.text()) : Json(nullptr);
  out["proto"] = "TCP";
  out["app_proto"] = "http";
  out["verdict"] = to_string(verdict.outcome);
  out["cause"] = to_string(verdict.cause);
  if (verdict.rules != nullptr) {
    out["release"] = verdict.rules->release_name;
    out["bundle"] = verdict.rules->bundle_hex;
  }
  if (verdict.rules != nullptr && verdict.decided_by) {
    const Signature& signature = verdict.rules->signatures()[*verdict.decided_by];
    const bool blocks = verdict.outcome == Outcome::Block;
    out["signature"] = signature.id;
    out["alert"] = {{"action", blocks ? "blocked" : "allowed"},
                    {"rev", signature.rev},
                    {"signature", visible(signature.title)},
                    {"category", signature.category},
                    {"severity", eve_severity(signature.severity)}};
    if (shows_match && verdict.cause == Cause::Signature) {
      out["match"] = matched_parts(signature, event);
    }
  }
  out["http"] = {{"http_method", visible(request.method.substr(0, 32))}};
  if (verdict.timed_block) out["until"] = to_iso8601(verdict.timed_block->until_wall);
  return json_text(out) + "\n";
}

}  // namespace sig::daemon

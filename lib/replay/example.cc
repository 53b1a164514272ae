#include "replay/example.h"

#include <fmt/format.h>

#include "base/digest.h"
#include "base/text.h"
#include "match/reference.h"
#include "model/names.h"
#include "replay/redact.h"

namespace sig::replay {
namespace {

constexpr size_t most_parts = 8;
constexpr size_t longest_client = 128;

/// An operand that the signature itself states may be shown; what "exists" or a negation saw is the
/// visitor's.
bool shows_match(Operator op) {
  return op != Operator::Exists;
}

/// The name that says whether a value is a secret: the argument's, or that of "http.header.NAME".
std::string_view name_of(const match::TestTrace& test) {
  if (!test.name.empty()) return test.name;
  const std::optional<FieldRef> field = parse_field(test.field);
  if (!field || field->name.empty()) return {};
  return std::string_view(test.field).substr(test.field.size() - field->name.size());
}

void collect(const match::ConditionTrace& trace, std::vector<MatchedPart>& parts) {
  if (trace.truth != match::Truth::Yes || trace.kind == Condition::Kind::None) return;
  if (trace.test && parts.size() < most_parts) {
    const match::TestTrace& test = *trace.test;
    parts.push_back(shown_match(test.field,
                                name_of(test),
                                test.value,
                                test.match_start,
                                shows_match(test.op) ? test.match_length : 0));
  }
  for (const match::ConditionTrace& child : trace.children)
    collect(child, parts);
}

}  // namespace

std::string shown_client(std::string_view client, const ClientRule& rule) {
  const bool is_private =
      rule.kind == ClientRule::Kind::Header || rule.kind == ClientRule::Kind::Cookie;
  if (client == "(none)") return std::string(client);
  if (is_private) return sha256(client).hex().substr(0, 16);
  if (client.size() <= longest_client) return visible(client);
  return visible(client.substr(0, longest_client)) + "#" + sha256(client).hex().substr(0, 16);
}

HitExample place_of(const Event& event, const std::string& file, const ClientRule& rule) {
  HitExample out;
  out.file = file;
  out.record = event.record;
  out.transaction = event.transaction;
  out.client = shown_client(event.client, rule);
  out.time = event.time;
  return out;
}

HitExample make_example(const Event& event,
                        const Signature& signature,
                        const std::string& file,
                        const ClientRule& rule) {
  HitExample out = place_of(event, file, rule);
  if (const auto* flow = std::get_if<InspectedTraffic>(&event.what)) {
    // Each rule has looked at its own part of the flow.
    for (const NameValue& excerpt : flow->excerpts) {
      if (excerpt.name != signature.id) continue;
      Event own = event;
      own.what = InspectedTraffic{flow->flow, std::span(&excerpt, 1)};
      out.shown = shown_event(own, signature.on);
    }
    return out;
  }
  out.shown = shown_event(event, signature.on);
  if (const auto trace = match::trace(signature, event)) collect(*trace, out.parts);
  return out;
}

}  // namespace sig::replay

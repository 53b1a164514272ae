#include "push/canary.h"

#include <algorithm>

#include "base/text.h"

namespace sig::push {
namespace {

bool is_about_addresses(const Condition& condition) {
  if (condition.kind == Condition::Kind::Test) {
    const FieldId id = condition.test.field.id;
    return id == FieldId::ClientIp || id == FieldId::ClientPort || id == FieldId::ServerIp ||
           id == FieldId::ServerPort;
  }
  return std::any_of(condition.children.begin(), condition.children.end(), is_about_addresses);
}

bool is_suitable(const Signature& signature) {
  return signature.on == Surface::HttpRequest && !signature.rate &&
         !is_about_addresses(signature.match);
}

bool names_spared_client(const std::string& request, const Environment& environment) {
  const std::string lower = to_lower_ascii(request);
  return std::any_of(environment.never_block_names.begin(),
                     environment.never_block_names.end(),
                     [&](const std::string& name) {
                       return lower.find(to_lower_ascii(name)) != std::string::npos;
                     });
}

/// The first example that can serve; nullptr: none.
const std::string* pick(const std::vector<std::string>& examples,
                        const Environment& environment,
                        const CanaryLimits& limits) {
  for (const std::string& example : examples) {
    const bool fits = !example.empty() && example.size() <= limits.request_bytes;
    if (fits && !names_spared_client(example, environment)) return &example;
  }
  return nullptr;
}

}  // namespace

std::vector<Canary> choose_canaries(const Desired& desired, const CanaryLimits& limits) {
  const Environment& environment = *desired.environment;
  std::vector<Canary> positive;
  std::vector<Canary> negative;
  for (const Signature& signature : desired.signatures) {
    if (!is_suitable(signature)) continue;
    const Action action = effective_action(signature, environment, desired.release.when);
    if (const std::string* example = pick(signature.examples.match, environment, limits)) {
      positive.push_back({signature.id, *example, true, action, signature.review_by.has_value()});
    }
    if (const std::string* example = pick(signature.examples.no_match, environment, limits)) {
      negative.push_back({signature.id, *example, false, action, false});
    }
  }
  const auto blocks_first = [](const Canary& a, const Canary& b) {
    return std::tie(b.action, a.signature) < std::tie(a.action, b.signature);
  };
  std::sort(positive.begin(), positive.end(), blocks_first);
  std::sort(negative.begin(), negative.end(), blocks_first);
  if (positive.size() > limits.positive) positive.resize(limits.positive);
  if (negative.size() > limits.negative) negative.resize(limits.negative);
  std::move(negative.begin(), negative.end(), std::back_inserter(positive));
  return positive;
}

std::optional<IpAddress> canary_client(const Environment& environment) {
  for (const std::string_view text : {"192.0.2.99", "198.51.100.99", "203.0.113.99"}) {
    const IpAddress client = *parse_ip(text);
    const bool is_spared = std::any_of(
        environment.never_block.begin(), environment.never_block.end(), [&](const Cidr& network) {
          return network.contains(client);
        });
    if (!is_spared) return client;
  }
  return std::nullopt;
}

}  // namespace sig::push

#include <fmt/format.h>

#include <algorithm>

#include "compile/rule_draft.h"

namespace sig::compile {
namespace {

bool is_inside(const Cidr& inner, const Cidr& outer) {
  return inner.prefix >= outer.prefix && outer.contains(inner.network);
}

bool is_inside_any(const Cidr& inner, const std::vector<Cidr>& outer) {
  return std::any_of(
      outer.begin(), outer.end(), [&](const Cidr& network) { return is_inside(inner, network); });
}

/// The one network of ours that is two for an engine: IPv6 that holds the mapped addresses of IPv4.
std::string text_of(const Cidr& network) {
  static const Cidr every_v4 = *parse_cidr("0.0.0.0/0");
  if (network.prefix < every_v4.prefix && is_inside(every_v4, network)) {
    return fmt::format("{}/{},0.0.0.0/0", network.network.text(), network.prefix);
  }
  const bool is_v4 = network.network.is_v4() && network.prefix >= 96;
  const int prefix = is_v4 ? network.prefix - 96 : network.prefix;
  if (network.prefix == 128) return network.network.text();
  return fmt::format("{}/{}", network.network.text(), prefix);
}

void sort_once(std::vector<Cidr>& networks) {
  std::sort(networks.begin(), networks.end());
  networks.erase(std::unique(networks.begin(), networks.end()), networks.end());
}

}  // namespace

void AddressSet::keep(const std::vector<Cidr>& networks) {
  if (is_any) {
    in = networks;
    is_any = false;
    return;
  }
  std::vector<Cidr> both;
  for (const Cidr& a : in) {
    for (const Cidr& b : networks) {
      if (is_inside(a, b)) {
        both.push_back(a);
      } else if (is_inside(b, a)) {
        both.push_back(b);
      }
    }
  }
  in = std::move(both);
}

void AddressSet::drop(const std::vector<Cidr>& networks) {
  out.insert(out.end(), networks.begin(), networks.end());
}

void AddressSet::settle() {
  sort_once(in);
  sort_once(out);
  std::erase_if(in, [&](const Cidr& network) { return is_inside_any(network, out); });
  // What takes nothing away is refused by an engine, or means something else there.
  if (!is_any) {
    std::erase_if(out, [&](const Cidr& network) { return !is_inside_any(network, in); });
  }
  is_never = (!is_any && in.empty()) ||
             std::any_of(out.begin(), out.end(), [](const Cidr& c) { return c.prefix == 0; });
}

std::string AddressSet::text() const {
  std::vector<std::string> parts;
  for (const Cidr& network : in)
    parts.push_back(text_of(network));
  for (const Cidr& network : out) {
    std::string text = text_of(network);
    if (const size_t comma = text.find(','); comma != std::string::npos) {
      text.insert(comma + 1, "!");
    }
    parts.push_back("!" + text);
  }
  if (parts.empty()) return "any";
  if (parts.size() == 1 && parts[0].find(',') == std::string::npos) return parts[0];
  std::string joined;
  for (const std::string& part : parts)
    joined += (joined.empty() ? "[" : ",") + part;
  return joined + "]";
}

}  // namespace sig::compile

#include "ips/reach_count.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>

#include "ips/rule_kind.h"

namespace sig::ips {
namespace {

constexpr size_t most_classes = 65536;

std::uint32_t packed(RuleKind kind,
                     std::uint8_t protocol,
                     bool to_server,
                     protocol::AppProtocol app) {
  return (static_cast<std::uint32_t>(kind) << 24U) | (static_cast<std::uint32_t>(protocol) << 16U) |
         (static_cast<std::uint32_t>(to_server) << 8U) | static_cast<std::uint32_t>(app);
}

/// Everything of a rule that reaches() looks at.
std::string group_of(const CompiledRule& rule) {
  std::vector<int> buffers;
  for (const CompiledInspection& inspection : rule.inspections) {
    if (is_transaction_buffer(inspection.source->buffer)) {
      buffers.push_back(static_cast<int>(inspection.source->buffer));
    }
  }
  std::sort(buffers.begin(), buffers.end());
  buffers.erase(std::unique(buffers.begin(), buffers.end()), buffers.end());
  const bool to_server = rule.source->flow && rule.source->flow->to_server;
  const bool to_client = rule.source->flow && rule.source->flow->to_client;
  return fmt::format("{} {} {} {} {} {} {} {} {} {} {} {}",
                     static_cast<int>(rule.kind),
                     rule.apps,
                     static_cast<int>(rule.protocol.transport),
                     rule.protocol.version,
                     rule.source_set,
                     rule.destination_set,
                     rule.source_port_set,
                     rule.destination_port_set,
                     to_server,
                     to_client,
                     static_cast<int>(rule.source->direction),
                     fmt::join(buffers, ","));
}

}  // namespace

size_t ReachCount::Hash::operator()(const Key& key) const {
  size_t seed = std::hash<Buffers>()(key.buffers) ^ key.what;
  for (const std::uint32_t number : key.classes)
    seed = seed * 1099511628211ULL ^ number;
  return seed;
}

void ReachCount::count(RuleKind kind,
                       std::uint8_t protocol,
                       bool to_server,
                       protocol::AppProtocol app,
                       const std::array<std::uint32_t, 4>& classes,
                       const Buffers& buffers) {
  const Key key{buffers, classes, packed(kind, protocol, to_server, app)};
  const auto found = counts_.find(key);
  if (found != counts_.end()) {
    ++found->second;
  } else if (counts_.size() < most_classes) {
    counts_.emplace(key, 1);
  }
}

void ReachCount::add(const ReachCount& other) {
  for (const auto& [key, count] : other.counts_) {
    const auto found = counts_.find(key);
    if (found != counts_.end()) {
      found->second += count;
    } else if (counts_.size() < most_classes) {
      counts_.emplace(key, count);
    }
  }
}

bool ReachCount::reaches(const CompiledRule& rule, const Key& key) const {
  const auto kind = static_cast<RuleKind>(key.what >> 24U);
  const bool is_packet = kind == RuleKind::Packet;
  if (kind != rule.kind &&
      !(is_packet && rule.kind != RuleKind::Transaction && rule.kind != RuleKind::Frame)) {
    return false;
  }
  const auto protocol = static_cast<std::uint8_t>(key.what >> 16U);
  const bool to_server = ((key.what >> 8U) & 1U) != 0;
  const auto app = static_cast<protocol::AppProtocol>(key.what & 0xffU);
  if (rule.apps != 0 && (rule.apps & bit(app)) == 0) return false;
  if (!rule.protocol.holds(protocol, false) && !rule.protocol.holds(protocol, true)) return false;
  if (rule.source->flow && ((rule.source->flow->to_server && !to_server) ||
                            (rule.source->flow->to_client && to_server))) {
    return false;
  }
  for (const CompiledInspection& inspection : rule.inspections) {
    const IpsBuffer buffer = inspection.source->buffer;
    if (is_transaction_buffer(buffer) && !key.buffers.test(static_cast<size_t>(buffer))) {
      return false;
    }
  }
  const auto [source, destination, source_port, destination_port] = key.classes;
  const auto one_way = [&](std::uint32_t a, std::uint32_t b, std::uint32_t ap, std::uint32_t bp) {
    return ruleset_.addresses().holds(rule.source_set, a) &&
           ruleset_.addresses().holds(rule.destination_set, b) &&
           ruleset_.ports().holds(rule.source_port_set, ap) &&
           ruleset_.ports().holds(rule.destination_port_set, bp);
  };
  return one_way(source, destination, source_port, destination_port) ||
         (rule.source->direction == IpsDirection::Both &&
          one_way(destination, source, destination_port, source_port));
}

std::vector<std::uint64_t> ReachCount::per_rule() const {
  // Thousands of rules ask for the same header and buffers: each such group is looked at once.
  std::map<std::string, std::uint64_t> known;
  std::vector<std::uint64_t> out(ruleset_.sources().size());
  for (const CompiledRule& rule : ruleset_.rules()) {
    const auto [group, is_new] = known.emplace(group_of(rule), 0);
    if (is_new) {
      for (const auto& [key, count] : counts_) {
        if (reaches(rule, key)) group->second += count;
      }
    }
    out[rule.number] = group->second;
  }
  return out;
}

}  // namespace sig::ips

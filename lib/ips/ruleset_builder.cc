#include "ips/ruleset_builder.h"

#include <algorithm>

#include "base/text.h"
#include "ips/rule_kind.h"
#include "ips/rule_order.h"

namespace sig::ips {
namespace {

/// In a stream or packet a shorter literal is everywhere: such rules are tried by their header.
constexpr size_t least_in_stream = 3;
constexpr size_t least_in_value = 2;
/// More literals in one database scan slower than two databases do.
constexpr size_t most_in_database = 4000;

}  // namespace

RulesetBuilder::RulesetBuilder(std::vector<IpsRule> sources)
    : ruleset_(std::shared_ptr<Ruleset>(new Ruleset())) {
  ruleset_->sources_ = std::move(sources);
  ruleset_->classes_of_buffers_.resize(ips_buffer_count);
}

void RulesetBuilder::compile_rules() {
  for (std::uint32_t i = 0; i < ruleset_->sources_.size(); ++i) {
    if (!ruleset_->sources_[i].is_disabled) compile_rule(i);
  }
  std::stable_sort(ruleset_->rules_.begin(),
                   ruleset_->rules_.end(),
                   [](const CompiledRule& a, const CompiledRule& b) {
                     return order_of(*a.source) < order_of(*b.source);
                   });
  ruleset_->addresses_.build();
  ruleset_->ports_.build();
}

void RulesetBuilder::compile_rule(std::uint32_t number) {
  const IpsRule& source = ruleset_->sources_[number];
  CompiledRule rule;
  rule.source = &source;
  rule.number = number;
  auto obstacle = classify(rule);
  Obstacle of_regex;
  if (!obstacle && !compile_inspections(rule, of_regex)) obstacle = of_regex;
  if (obstacle) {
    ruleset_->unsupported_.push_back({number,
                                      obstacle->keyword,
                                      obstacle->reason,
                                      obstacle->is_mistake,
                                      obstacle->at.length == 0 ? source.span : obstacle->at});
    return;
  }
  ruleset_->asks_for_files_ |= rule.has_file_test;
  ruleset_->asks_for_magic_ |= asks_for_magic(source);
  rule.source_set = ruleset_->addresses_.add(source.source);
  rule.destination_set = ruleset_->addresses_.add(source.destination);
  rule.source_port_set = ruleset_->ports_.add(source.source_ports);
  rule.destination_port_set = ruleset_->ports_.add(source.destination_ports);
  ruleset_->rules_.push_back(std::move(rule));
}

void RulesetBuilder::place_rules() {
  values_.resize(ruleset_->value_classes_.size());
  for (std::uint32_t i = 0; i < ruleset_->rules_.size(); ++i)
    place(i);
}

void RulesetBuilder::place(std::uint32_t index) {
  CompiledRule& rule = ruleset_->rules_[index];
  if (rule.is_decoder_rule) {
    ruleset_->decoder_.push_back(index);
    return;
  }
  if (rule.kind == RuleKind::Frame) {
    ruleset_->frames_.push_back(index);
    return;
  }
  if (rule.kind == RuleKind::AppLayer) {
    ruleset_->app_layer_.push_back(index);
    return;
  }
  if (rule.kind == RuleKind::Detection) {
    ruleset_->detection_.push_back(index);
    return;
  }
  if (rule.kind == RuleKind::IpOnly) {
    ruleset_->ip_only_.push_back(index);
    return;
  }
  const FastPattern pattern = choose_fast_pattern(*rule.source);
  rule.fast_pattern_inspection = pattern.inspection;
  const bool has_pattern = pattern.inspection >= 0;
  if (rule.kind == RuleKind::Transaction) {
    if (has_pattern && pattern.bytes.size() >= least_in_value) {
      const auto& inspection = rule.inspections[static_cast<size_t>(pattern.inspection)];
      if (is_transaction_buffer(inspection.source->buffer)) {
        values_[inspection.value_class].add(pattern, index);
        return;
      }
    }
    ruleset_->always_transaction_.push_back(index);
    return;
  }
  if (rule.kind == RuleKind::Stream) {
    place_stream(index, pattern);
    return;
  }
  const bool is_payload =
      has_pattern && pattern.bytes.size() >= least_in_stream &&
      (rule.inspections[static_cast<size_t>(pattern.inspection)].source->buffer ==
           IpsBuffer::Payload ||
       rule.inspections[static_cast<size_t>(pattern.inspection)].source->buffer ==
           IpsBuffer::PktData);
  if (!is_payload) {
    ruleset_->always_packet_.push_back(index);
    return;
  }
  if (rule.protocol.holds(6, false) || rule.protocol.holds(6, true)) {
    tcp_packets_.add(pattern, index);
  }
  if (rule.protocol.transport != ProtocolTest::Transport::Tcp) other_packets_.add(pattern, index);
}

void RulesetBuilder::place_stream(std::uint32_t index, const FastPattern& pattern) {
  CompiledRule& rule = ruleset_->rules_[index];
  if (pattern.inspection < 0 || pattern.bytes.size() < least_in_stream) {
    ruleset_->always_stream_.push_back(index);
    return;
  }
  const bool is_tcp = rule.protocol.holds(6, false) || rule.protocol.holds(6, true);
  const bool is_other = rule.protocol.transport != ProtocolTest::Transport::Tcp;
  if (is_other) other_packets_.add(pattern, index);
  if (!is_tcp) return;
  const auto& flow = rule.source->flow;
  if (rule.needs_packet) tcp_packets_.add(pattern, index);
  if (!rule.needs_stream) return;
  if (!flow || !flow->to_client) stream_to_server_.add(pattern, index);
  if (!flow || !flow->to_server) stream_to_client_.add(pattern, index);
}

Status RulesetBuilder::compile_prefilters(const match::CompileOptions& options) {
  TRY(compile_patterns(stream_to_server_, options, ruleset_->stream_to_server_));
  TRY(compile_patterns(stream_to_client_, options, ruleset_->stream_to_client_));
  TRY(compile_patterns(tcp_packets_, options, ruleset_->tcp_packets_));
  TRY(compile_patterns(other_packets_, options, ruleset_->other_packets_));
  ruleset_->values_.resize(values_.size());
  for (size_t i = 0; i < values_.size(); ++i) {
    TRY(compile_patterns(values_[i], options, ruleset_->values_[i]));
  }
  return ok();
}

Status RulesetBuilder::compile_patterns(Patterns& patterns,
                                        const match::CompileOptions& options,
                                        std::vector<Prefilter>& out) {
  if (patterns.rules.empty()) return ok();
  std::vector<std::vector<std::uint32_t>> behind;
  std::vector<match::PatternGroup> groups;
  for (auto& [literal, rules] : patterns.rules) {
    if (groups.empty() || groups.back().patterns.size() == most_in_database) groups.emplace_back();
    match::HsPattern pattern;
    pattern.expression = match::literal_expression(literal.first);
    pattern.ignore_case = literal.second;
    groups.back().patterns.push_back(std::move(pattern));
    groups.back().owners.push_back(static_cast<std::uint32_t>(behind.size()));
    behind.push_back(std::move(rules));
  }
  std::optional<match::PatternRefusal> refusal;
  std::vector<match::PatternGroup> compiled =
      TRY(match::compile_groups(std::move(groups), options, refusal));
  if (refusal) {
    const std::uint32_t rule = behind[refusal->owner][0];
    return Error{ErrorKind::Input,
                 "the fast pattern of rule " + std::to_string(ruleset_->rules_[rule].source->sid) +
                     " cannot be compiled: " + refusal->reason};
  }
  for (match::PatternGroup& group : compiled) {
    Prefilter prefilter;
    prefilter.database = std::move(group.database);
    for (const std::uint32_t owner : group.owners)
      prefilter.rules.push_back(std::move(behind[owner]));
    out.push_back(std::move(prefilter));
  }
  return ok();
}

std::vector<Ruleset::Refusal> Ruleset::unrunnable(std::vector<IpsRule> rules) {
  RulesetBuilder builder(std::move(rules));
  builder.compile_rules();
  return builder.unsupported();
}

Result<std::shared_ptr<const Ruleset>> Ruleset::compile(std::vector<IpsRule> rules,
                                                        const match::CompileOptions& options) {
  RulesetBuilder builder(std::move(rules));
  builder.compile_rules();
  builder.place_rules();
  TRY(builder.compile_prefilters(options));
  return builder.take();
}

size_t Ruleset::memory_bytes() const {
  size_t bytes = addresses_.memory_bytes();
  const auto add = [&bytes](const std::vector<Prefilter>& prefilters) {
    for (const Prefilter& prefilter : prefilters)
      bytes += prefilter.database->size();
  };
  add(stream_to_server_);
  add(stream_to_client_);
  add(tcp_packets_);
  add(other_packets_);
  for (const auto& prefilters : values_)
    add(prefilters);
  return bytes;
}

}  // namespace sig::ips

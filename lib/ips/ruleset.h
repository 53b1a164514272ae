#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "ips/address_classes.h"
#include "ips/datasets.h"
#include "ips/inspect.h"
#include "ips/protocol_test.h"
#include "ips/rule_steps.h"
#include "ips/transforms.h"
#include "match/hyperscan.h"
#include "match/matcher.h"

namespace sig::ips {

/// A buffer behind transforms: what one inspection sees. Numbered in the ruleset.
struct ValueClass {
  IpsBuffer buffer = IpsBuffer::Payload;
  std::vector<CompiledTransform> transforms;
};

/// On what a rule is tried.
enum class RuleKind : std::uint8_t {
  Packet,       ///< each packet: headers, and payload where it asks for that
  Stream,       ///< reassembled TCP, and payload of packets that are in no stream
  Transaction,  ///< a side of a transaction of a parser
  AppLayer,     ///< no more than the protocol: each packet of a flow of that protocol
  Detection,    ///< app-layer-protocol: once a direction, when the protocol is known
  IpOnly,       ///< addresses alone: the first packet of a flow in each direction
  Frame,
};

/// A rule made ready. Sorted as an engine tries them: see Ruleset::rules().
struct CompiledRule {
  const IpsRule* source = nullptr;
  std::uint32_t number = 0;  ///< index among the rules as given
  RuleKind kind = RuleKind::Packet;
  ProtocolTest protocol;
  AppSet apps = 0;  ///< not 0: the flow's protocol must be among them
  std::uint32_t source_set = 0, destination_set = 0;            ///< of AddressClasses
  std::uint32_t source_port_set = 0, destination_port_set = 0;  ///< of PortClasses
  bool needs_packet = false;  ///< payload of the packet, or headers with it
  bool needs_stream = false;
  bool is_decoder_rule = false;  ///< asks for decoder events
  bool has_file_test = false;    ///< a file's name, extension or size among the tests
  bool has_tx_test = false;      ///< an event or number of a transaction among the tests
  std::vector<CompiledInspection> inspections;
  int fast_pattern_inspection = -1;
};

/// What stands behind each pattern of a database: the rules that it makes candidates, as indexes
/// into rules().
struct Prefilter {
  std::unique_ptr<const match::HsDatabase> database;
  std::vector<std::vector<std::uint32_t>> rules;
};

/// Rules of the Suricata language compiled for inspection. Immutable; shared by threads.
class Ruleset {
 public:
  /// `rules` may hold disabled rules and such that cannot be run here: they are passed over, the
  /// latter named in unsupported(). Fails when a database cannot be compiled.
  static Result<std::shared_ptr<const Ruleset>> compile(std::vector<IpsRule> rules,
                                                        const match::CompileOptions& options);

  const std::vector<IpsRule>& sources() const { return sources_; }
  /// In the order in which they are tried: pass, drop, reject, alert; among equals those that set a
  /// flowbit before those that ask for one; then as given.
  const std::vector<CompiledRule>& rules() const { return rules_; }

  struct Refusal {
    std::uint32_t number = 0;  ///< index into sources()
    std::string keyword;
    std::string reason;
    bool is_mistake = false;  ///< a regex that PCRE2 refuses: no engine would run it
    Span at;                  ///< of what is to blame
  };
  /// Which of these rules cannot be run here, without compiling any database.
  static std::vector<Refusal> unrunnable(std::vector<IpsRule> rules);
  /// Rules that are not run, with the keyword that is to blame.
  const std::vector<Refusal>& unsupported() const { return unsupported_; }

  const AddressClasses& addresses() const { return addresses_; }
  const PortClasses& ports() const { return ports_; }
  const std::vector<ValueClass>& value_classes() const { return value_classes_; }
  const std::vector<std::vector<std::uint32_t>>& classes_of_buffers() const {
    return classes_of_buffers_;
  }
  const std::vector<RegexBank::Source>& regexes() const { return regexes_; }
  const DatasetPlan& datasets() const { return datasets_; }
  bool asks_for_files() const { return asks_for_files_; }
  /// Some rule asks what kind of file it is.
  bool asks_for_magic() const { return asks_for_magic_; }
  size_t memory_bytes() const;

  // Prefilters. Each is empty where no rule wants it.
  const std::vector<Prefilter>& stream_to_server() const { return stream_to_server_; }
  const std::vector<Prefilter>& stream_to_client() const { return stream_to_client_; }
  const std::vector<Prefilter>& tcp_packets() const { return tcp_packets_; }
  const std::vector<Prefilter>& other_packets() const { return other_packets_; }
  /// By value class.
  const std::vector<std::vector<Prefilter>>& values() const { return values_; }
  // Rules without a pattern to look for first, as indexes into rules().
  const std::vector<std::uint32_t>& always_packet() const { return always_packet_; }
  const std::vector<std::uint32_t>& always_stream() const { return always_stream_; }
  const std::vector<std::uint32_t>& always_transaction() const { return always_transaction_; }
  const std::vector<std::uint32_t>& app_layer() const { return app_layer_; }
  const std::vector<std::uint32_t>& detection() const { return detection_; }
  const std::vector<std::uint32_t>& ip_only() const { return ip_only_; }
  const std::vector<std::uint32_t>& frames() const { return frames_; }
  const std::vector<std::uint32_t>& decoder() const { return decoder_; }

 private:
  friend class RulesetBuilder;
  Ruleset() = default;

  std::vector<IpsRule> sources_;
  std::vector<CompiledRule> rules_;
  std::vector<Refusal> unsupported_;
  AddressClasses addresses_;
  PortClasses ports_;
  std::vector<ValueClass> value_classes_;
  std::vector<std::vector<std::uint32_t>> classes_of_buffers_;  // by IpsBuffer
  std::vector<RegexBank::Source> regexes_;
  DatasetPlan datasets_;
  bool asks_for_files_ = false;
  bool asks_for_magic_ = false;
  std::vector<Prefilter> stream_to_server_, stream_to_client_, tcp_packets_, other_packets_;
  std::vector<std::vector<Prefilter>> values_;
  std::vector<std::uint32_t> always_packet_, always_stream_, always_transaction_, app_layer_,
      detection_, ip_only_, frames_, decoder_;
};

}  // namespace sig::ips

#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ips/alert.h"
#include "ips/conditions.h"
#include "ips/expected_transfers.h"
#include "ips/file_magic.h"
#include "ips/flow.h"
#include "ips/host_state.h"
#include "ips/inspect.h"
#include "ips/inspected_flow.h"
#include "ips/reach_count.h"
#include "ips/ruleset.h"
#include "ips/unit_values.h"
#include "match/hyperscan.h"

namespace sig::ips {

struct InspectorOptions {
  bool is_inline = false;  ///< drop rules drop: what follows of a packet or flow is not inspected
  protocol::AppLimits limits;
  /// Bytes that stream rules have still to see and that parsers hold, of all flows. Over it, the
  /// flow that brought more is looked at at once and its parser gives up.
  size_t most_held_bytes = 256U << 20U;
};

/// Tries the rules of a ruleset on what a CaptureEngine shows and tells of alerts, in the order of
/// the capture. Holds its own scratch; no allocation per packet once warm. One thread.
class Inspector final : public FlowListener, private protocol::AppSink {
 public:
  Inspector(std::shared_ptr<const Ruleset> ruleset,
            const InspectorOptions& options,
            AlertSink& sink);

  void data(Flow& flow, bool to_server, std::string_view bytes, const Packet& packet) override;
  void gap(Flow& flow, bool to_server, std::uint64_t length, const Packet& packet) override;
  void stream_end(Flow& flow, bool to_server, const Packet& packet) override;
  void packet(const Packet& packet, Flow* flow, bool to_server, bool in_stream) override;
  void flow_end(Flow& flow, const Packet& packet) override;

  std::uint64_t bytes_scanned() const { return bytes_scanned_; }
  /// Flows whose application layer was given up for want of memory.
  std::uint64_t flows_given_up() const { return given_up_; }
  /// Thresholds and bits of hosts that were forgotten for want of room.
  std::uint64_t notes_forgotten() const { return hosts_.forgotten(); }
  const ReachCount& reach() const { return reach_; }

 private:
  // protocol::AppSink
  void unit(const protocol::AppUnit& unit) override;
  void frame(const protocol::AppFrame& frame) override;
  void flow_event(std::string_view name, bool to_server) override;
  void expect(const protocol::FtpTransfer& transfer) override;

  InspectedFlow& memory_of(Flow& flow);
  std::array<std::uint32_t, 4> classes_of(const Occasion& occasion);
  Occasion occasion_of(const Packet& packet, Flow* flow, bool to_server) const;

  void inspect_raw(Flow& flow, bool to_server, const Packet& packet);
  void inspect_packet_rules(const Occasion& occasion, bool in_stream);
  void inspect_flow_rules(Flow& flow, const Occasion& occasion);
  void inspect_decoder_rules(const Occasion& occasion);
  /// Bytes for the application layer, which may be a data connection that FTP has announced.
  void feed(Flow& flow, InspectedFlow& memory, bool to_server, std::string_view bytes);
  void note_detection(InspectedFlow& memory, bool to_server);
  void account(InspectedFlow& memory);
  void keep_within_memory(Flow& flow, bool to_server, const Packet& packet);

  void scan(const std::vector<Prefilter>& prefilters, std::string_view text);
  void add_candidate(std::uint32_t rule);
  void add_candidates(const std::vector<std::uint32_t>& rules);
  /// Rules without a pattern whose header holds for an occasion, by the list of the ruleset.
  struct HeaderGroup {
    std::vector<std::uint32_t> packet, stream, transaction, app_layer, ip_only;
  };
  /// Made when first met, then kept.
  const HeaderGroup& group_of(const Occasion& occasion,
                              const std::array<std::uint32_t, 4>& classes);
  std::vector<std::uint32_t> holding(const std::vector<std::uint32_t>& list,
                                     const Occasion& occasion,
                                     const std::array<std::uint32_t, 4>& classes) const;
  std::uint32_t class_of(const IpAddress& address);
  template <class Inspect>
  void try_candidates(const Occasion& occasion, const Inspect& holds);
  bool try_rule(std::uint32_t index,
                const Occasion& occasion,
                const std::array<std::uint32_t, 4>& classes);
  void fire(const CompiledRule& rule, const Occasion& occasion, std::string_view excerpt);
  /// What one packet brought, in the order of the rules, up to a pass rule that held.
  void tell_alerts();

  bool payload_holds(const CompiledRule& rule, const Packet& packet, std::string_view payload);
  bool unit_holds(const CompiledRule& rule, const Occasion& occasion);
  std::span<const std::string> kinds_of(std::span<const protocol::AppFile> files);

  std::shared_ptr<const Ruleset> ruleset_;
  InspectorOptions options_;
  AlertSink& sink_;
  RegexBank regexes_;
  DatasetStore datasets_;
  BufferInspector inspector_;
  HostState hosts_;
  ExpectedTransfers expected_;
  UnitValues values_;
  FileMagic magic_;
  std::vector<std::string> file_kinds_;
  ReachCount reach_;
  match::HsScanner scanner_;
  protocol::AppContext context_;

  // Candidates of what is looked at now: indexes into Ruleset::rules(), each once.
  std::vector<std::uint32_t> candidates_;
  std::vector<std::uint64_t> marks_;
  std::uint64_t mark_ = 0;

  struct GroupKey {
    std::array<std::uint32_t, 4> classes{};
    std::uint32_t protocol = 0;
    friend bool operator==(const GroupKey&, const GroupKey&) = default;
  };
  struct GroupHash {
    size_t operator()(const GroupKey& key) const;
  };
  std::unordered_map<GroupKey, HeaderGroup, GroupHash> groups_;
  GroupKey last_key_;
  const HeaderGroup* last_group_ = nullptr;
  /// Classes of addresses met lately, by a hash of the address.
  struct KnownClass {
    IpAddress address;
    std::uint32_t number = 0;
    bool is_set = false;
  };
  std::vector<KnownClass> known_classes_;

  /// A rule that held on the packet at hand.
  struct Waiting {
    std::uint32_t order = 0;  ///< index into Ruleset::rules()
    Alert alert;
    std::string excerpt;
    InspectedFlow* flow = nullptr;  ///< which it passes or drops whole
  };
  /// False: nothing behind it counts.
  bool tell(const Waiting& waiting);
  std::vector<Waiting> waiting_;
  size_t waiting_count_ = 0;

  // What the application layer is being fed from.
  Flow* flow_ = nullptr;
  const Packet* packet_ = nullptr;
  std::uint64_t bytes_scanned_ = 0;
  size_t held_bytes_ = 0;
  std::uint64_t given_up_ = 0;
};

}  // namespace sig::ips

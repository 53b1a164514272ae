#include "ips/event_names.h"

#include <algorithm>
#include <array>
#include <utility>

namespace sig::ips {
namespace {

constexpr std::array<std::string_view, static_cast<size_t>(PacketEvent::Count)> names{
    "ipv4.pkt_too_small",
    "ipv4.hlen_too_small",
    "ipv4.iplen_smaller_than_hlen",
    "ipv4.trunc_pkt",
    "ipv4.wrong_ip_version",
    "ipv4.icmpv6",
    "ipv4.opt_invalid_len",
    "ipv4.opt_malformed",
    "ipv4.opt_pad_required",
    "ipv4.frag_pkt_too_large",
    "ipv4.frag_overlap",
    "ipv6.pkt_too_small",
    "ipv6.trunc_pkt",
    "ipv6.trunc_exthdr",
    "ipv6.exthdr_dupl_fh",
    "ipv6.exthdr_useless_fh",
    "ipv6.exthdr_dupl_rh",
    "ipv6.exthdr_dupl_hh",
    "ipv6.exthdr_dupl_dh",
    "ipv6.exthdr_dupl_ah",
    "ipv6.exthdr_dupl_eh",
    "ipv6.exthdr_invalid_optlen",
    "ipv6.wrong_ip_version",
    "ipv6.exthdr_ah_res_not_null",
    "ipv6.hopopts_unknown_opt",
    "ipv6.hopopts_only_padding",
    "ipv6.dstopts_unknown_opt",
    "ipv6.dstopts_only_padding",
    "ipv6.rh_type_0",
    "ipv6.zero_len_padn",
    "ipv6.fh_non_zero_reserved_field",
    "ipv6.data_after_none_header",
    "ipv6.unknown_next_header",
    "ipv6.icmpv4",
    "ipv6.ipv4_in_ipv6_too_small",
    "ipv6.ipv4_in_ipv6_wrong_version",
    "ipv6.frag_pkt_too_large",
    "ipv6.frag_overlap",
    "ipv6.frag_invalid_length",
    "icmpv4.pkt_too_small",
    "icmpv4.unknown_type",
    "icmpv6.pkt_too_small",
    "icmpv6.unknown_type",
    "tcp.pkt_too_small",
    "tcp.hlen_too_small",
    "tcp.invalid_optlen",
    "tcp.opt_invalid_len",
    "tcp.opt_duplicate",
    "udp.pkt_too_small",
    "udp.hlen_too_small",
    "udp.len_invalid",
    "ethernet.pkt_too_small",
    "vlan.header_too_small",
    "vlan.too_many_layers",
    "too_many_layers",
    "stream.reassembly_overlap_different_data",
    "stream.reassembly_seq_gap",
    "stream.reassembly_depth_reached",
    "stream.est_packet_out_of_window",
    "stream.est_invalid_ack",
    "stream.rst_but_no_session",
    "stream.fin_but_no_session",
    "stream.3whs_syn_resend_diff_seq_on_syn_recv",
    "stream.pkt_broken_ack",
    "stream.pkt_spurious_retransmission",
    "stream.pkt_invalid_timestamp",
    "stream.rst_invalid_ack"};

struct Option {
  std::string_view name;
  std::uint8_t type;
};
constexpr std::array<Option, 11> options{{{"eol", 0},
                                          {"nop", 1},
                                          {"sec", 130},
                                          {"lsrr", 131},
                                          {"ts", 68},
                                          {"esec", 133},
                                          {"cipso", 134},
                                          {"rr", 7},
                                          {"satid", 136},
                                          {"ssrr", 137},
                                          {"qs", 25}}};

}  // namespace

std::string_view event_name(EventNumber number) {
  return number < names.size() ? names[number] : std::string_view();
}

bool is_known_event(std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::uint32_t ip_option_bit(std::string_view name) {
  if (name == "lsrre") name = "lsrr";
  for (size_t i = 0; i < options.size(); ++i) {
    if (options[i].name == name) return 1U << i;
  }
  return 0;
}

std::uint32_t ip_option_bit(std::uint8_t type) {
  for (size_t i = 0; i < options.size(); ++i) {
    if (options[i].type == type) return 1U << i;
  }
  return 0;
}

}  // namespace sig::ips

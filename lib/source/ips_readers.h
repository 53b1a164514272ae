#pragma once

#include "source/ips_draft.h"
#include "source/ips_syntax.h"

/// One function per keyword (or family) of the rule language: reads its value into the draft.
namespace sig::source::ips {

// ips_content.cc, ips_content_modifiers.cc
void content(IpsDraft& draft, const IpsOption& option);
void uricontent(IpsDraft& draft, const IpsOption& option);
void nocase(IpsDraft& draft, const IpsOption& option);
void offset(IpsDraft& draft, const IpsOption& option);
void depth(IpsDraft& draft, const IpsOption& option);
void distance(IpsDraft& draft, const IpsOption& option);
void within(IpsDraft& draft, const IpsOption& option);
void startswith(IpsDraft& draft, const IpsOption& option);
void endswith(IpsDraft& draft, const IpsOption& option);
void rawbytes(IpsDraft& draft, const IpsOption& option);
void fast_pattern(IpsDraft& draft, const IpsOption& option);
void replace(IpsDraft& draft, const IpsOption& option);
/// http_uri and its kin behind a content.
void buffer_modifier(IpsDraft& draft, const IpsOption& option, IpsBuffer buffer);
/// A modifier by its name, as Snort 3 has them behind the commas of a content.
void content_modifier(IpsDraft& draft, const IpsWord& word);

// ips_pcre.cc
void pcre(IpsDraft& draft, const IpsOption& option);

// ips_bytes.cc, ips_byte_math.cc
void byte_test(IpsDraft& draft, const IpsOption& option);
void byte_jump(IpsDraft& draft, const IpsOption& option);
void byte_extract(IpsDraft& draft, const IpsOption& option);
void byte_math(IpsDraft& draft, const IpsOption& option);
void isdataat(IpsDraft& draft, const IpsOption& option);
void base64_decode(IpsDraft& draft, const IpsOption& option);
void base64_data(IpsDraft& draft, const IpsOption& option);

// ips_numbers.cc
void bsize(IpsDraft& draft, const IpsOption& option);
void urilen(IpsDraft& draft, const IpsOption& option);
void stream_size(IpsDraft& draft, const IpsOption& option);
void number_test(IpsDraft& draft, const IpsOption& option);

// ips_http2.cc
void http2_name(IpsDraft& draft, const IpsOption& option);
void http2_settings(IpsDraft& draft, const IpsOption& option);

// ips_named_numbers.cc
/// Keywords of MQTT, RFB and FTP whose numbers are written as names, flags or one plain number.
void named_number(IpsDraft& draft, const IpsOption& option);

// ips_flow.cc, ips_flow_state.cc, ips_threshold.cc
void flow(IpsDraft& draft, const IpsOption& option);
void flowbits(IpsDraft& draft, const IpsOption& option);
void flowint(IpsDraft& draft, const IpsOption& option);
void xbits(IpsDraft& draft, const IpsOption& option);
void hostbits(IpsDraft& draft, const IpsOption& option);
void threshold(IpsDraft& draft, const IpsOption& option);
void detection_filter(IpsDraft& draft, const IpsOption& option);

// ips_header_bits.cc
void tcp_flags(IpsDraft& draft, const IpsOption& option);
void fragbits(IpsDraft& draft, const IpsOption& option);

// ips_named.cc
void named(IpsDraft& draft, const IpsOption& option);

// ips_meta.cc
void msg(IpsDraft& draft, const IpsOption& option);
void sid(IpsDraft& draft, const IpsOption& option);
void gid(IpsDraft& draft, const IpsOption& option);
void rev(IpsDraft& draft, const IpsOption& option);
void classtype(IpsDraft& draft, const IpsOption& option);
void priority(IpsDraft& draft, const IpsOption& option);
void reference(IpsDraft& draft, const IpsOption& option);
void metadata(IpsDraft& draft, const IpsOption& option);
void target(IpsDraft& draft, const IpsOption& option);
void noalert(IpsDraft& draft, const IpsOption& option);
void prefilter(IpsDraft& draft, const IpsOption& option);
void service(IpsDraft& draft, const IpsOption& option);
/// Has no effect on what a rule finds: read and left aside.
void without_effect(IpsDraft& draft, const IpsOption& option);

// ips_dataset.cc
void dataset(IpsDraft& draft, const IpsOption& option);
void datarep(IpsDraft& draft, const IpsOption& option);

// ips_buffers.cc
void frame(IpsDraft& draft, const IpsOption& option);
void pkt_data(IpsDraft& draft, const IpsOption& option);
void raw_data(IpsDraft& draft, const IpsOption& option);
void sticky(IpsDraft& draft, const IpsOption& option, IpsBuffer buffer);
void other_sticky(IpsDraft& draft, const IpsOption& option);
void transform(IpsDraft& draft, const IpsOption& option);

/// Known, and not executed by the built-in matcher.
void unsupported(IpsDraft& draft, const IpsOption& option);

}  // namespace sig::source::ips

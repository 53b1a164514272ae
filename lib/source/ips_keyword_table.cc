#include "source/ips_keyword_table.h"

namespace sig::source::ips {
namespace {

using enum ValueRule;
constexpr QuoteRule bare = QuoteRule::Never;
constexpr QuoteRule maybe_quoted = QuoteRule::Optional;
constexpr QuoteRule quoted = QuoteRule::Required;

constexpr Keyword rows[] = {
    {"msg", msg, Required, quoted},
    {"sid", sid, Required, bare},
    {"gid", gid, Required, bare},
    {"rev", rev, Required, bare},
    {"classtype", classtype, Required, bare},
    {"priority", priority, Required, bare},
    {"reference", reference, Required, bare},
    {"metadata", metadata, Required, bare},
    {"target", target, Required, bare, of_suricata},
    {"noalert", noalert, None, bare, of_suricata},
    {"alert", noalert, None, bare, of_suricata},
    {"prefilter", prefilter, None, bare, of_suricata},
    {"requires", without_effect, Required, bare, of_suricata},  // seen to before options are read
    {"tag", without_effect, Required, bare},
    {"nfq_set_mark", without_effect, Required, bare, of_suricata},
    {"tls_store", without_effect, None, bare, of_suricata},
    {"tls.store", without_effect, None, bare, of_suricata},
    {"bypass", unsupported, None, bare, of_suricata},
    {"service", service, Required, bare, of_snort3},
    {"rem", without_effect, Required, maybe_quoted, of_snort3},
    {"logto", without_effect, Required, maybe_quoted, of_snort2},
    {"session", without_effect, Required, maybe_quoted, of_snort2},

    {"content", content, Required, quoted},
    {"uricontent", uricontent, Required, quoted, of_suricata | of_snort2},
    {"nocase", nocase, None, bare, of_suricata | of_snort2},
    {"offset", offset, Required, bare, of_suricata | of_snort2},
    {"depth", depth, Required, bare, of_suricata | of_snort2},
    {"distance", distance, Required, bare, of_suricata | of_snort2},
    {"within", within, Required, bare, of_suricata | of_snort2},
    {"startswith", startswith, None, bare, of_suricata},
    {"endswith", endswith, None, bare, of_suricata},
    {"rawbytes", rawbytes, None, bare, of_suricata | of_snort2},
    {"fast_pattern", fast_pattern, Optional, bare, of_suricata | of_snort2},
    {"replace", replace, Required, maybe_quoted},
    {"pcre", pcre, Required, maybe_quoted},

    {"byte_test", byte_test, Required, bare},
    {"byte_jump", byte_jump, Required, bare},
    {"byte_extract", byte_extract, Required, bare},
    {"byte_math", byte_math, Required, bare},
    {"isdataat", isdataat, Required, bare},
    {"base64_decode", base64_decode, Optional, bare},
    {"base64_data", base64_data, None, bare},
    {"bsize", bsize, Required, bare, of_suricata},
    {"bufferlen", bsize, Required, maybe_quoted, of_snort3},
    {"urilen", urilen, Required, bare, of_suricata | of_snort2},
    {"dataset", dataset, Required, bare, of_suricata},
    {"datarep", datarep, Required, bare, of_suricata},

    {"flow", flow, Required, bare},
    {"flowbits", flowbits, Required, bare},
    {"flowint", flowint, Required, bare, of_suricata},
    {"xbits", xbits, Required, bare, of_suricata},
    {"hostbits", hostbits, Required, bare, of_suricata},
    {"threshold", threshold, Required, bare, of_suricata | of_snort2},
    {"detection_filter", detection_filter, Required, bare},
    {"stream_size", stream_size, Required, bare},

    {"flags", tcp_flags, Required, bare},
    {"tcp.flags", tcp_flags, Required, bare, of_suricata},
    {"fragbits", fragbits, Required, bare},
    {"dsize", number_test, Required, bare},
    {"ttl", number_test, Required, bare},
    {"id", number_test, Required, bare},
    {"ip_proto", number_test, Required, maybe_quoted},
    {"tos", number_test, Required, maybe_quoted},
    {"fragoffset", number_test, Required, bare},
    {"itype", number_test, Required, bare},
    {"icode", number_test, Required, bare},
    {"icmp_id", number_test, Required, bare},
    {"icmp_seq", number_test, Required, bare},
    {"icmpv6.mtu", number_test, Required, bare, of_suricata},
    {"seq", number_test, Required, bare},
    {"tcp.seq", number_test, Required, bare, of_suricata},
    {"ack", number_test, Required, bare},
    {"tcp.ack", number_test, Required, bare, of_suricata},
    {"window", number_test, Required, bare},
    {"tcp.window", number_test, Required, bare, of_suricata},
    {"tcp.mss", number_test, Required, bare, of_suricata},
    {"filesize", number_test, Required, bare, of_suricata},
    {"flow.age", number_test, Required, bare, of_suricata},
    {"dns.opcode", number_test, Required, bare, of_suricata},
    {"dcerpc.opnum", number_test, Required, bare, of_suricata},
    {"dce_opnum", number_test, Required, bare},
    {"enip_command", number_test, Required, bare, of_suricata},
    {"snmp.version", number_test, Required, bare, of_suricata},
    {"http2.priority", number_test, Required, bare, of_suricata},
    {"http2.window", number_test, Required, bare, of_suricata},
    {"http2.size_update", number_test, Required, bare, of_suricata},
    {"http2.frametype", http2_name, Required, bare, of_suricata},
    {"http2.errorcode", http2_name, Required, bare, of_suricata},
    {"http2.settings", http2_settings, Required, bare, of_suricata},
    {"ftpdata_command", named_number, Required, bare, of_suricata},
    {"rfb.sectype", number_test, Required, bare, of_suricata},
    {"rfb.secresult", named_number, Required, bare, of_suricata},
    {"mqtt.type", named_number, Required, bare, of_suricata},
    {"mqtt.flags", named_number, Required, bare, of_suricata},
    {"mqtt.qos", named_number, Required, bare, of_suricata},
    {"mqtt.reason_code", named_number, Required, bare, of_suricata},
    {"mqtt.connack.return_code", named_number, Required, bare, of_suricata},
    {"mqtt.protocol_version", number_test, Required, bare, of_suricata},
    {"mqtt.connect.flags", named_number, Required, bare, of_suricata},
    {"mqtt.connack.session_present", named_number, Required, bare, of_suricata},

    {"app-layer-event", named, Required, bare, of_suricata},
    {"decode-event", named, Required, bare, of_suricata},
    {"engine-event", named, Required, bare, of_suricata},
    {"stream-event", named, Required, bare, of_suricata},
    {"app-layer-protocol", named, Required, maybe_quoted, of_suricata},
    {"ipopts", named, Required, bare},
    {"sameip", named, None, bare},
    {"l3_proto", named, Required, bare, of_suricata},
    {"fileext", named, Required, maybe_quoted, of_suricata},
    {"filemagic", named, Required, maybe_quoted, of_suricata},
    {"filename", named, Required, maybe_quoted, of_suricata},
    {"filestore", named, Optional, bare, of_suricata},
    {"ssl_version", named, Required, bare},
    {"ssl_state", named, Required, bare},
    {"tls.version", named, Required, bare, of_suricata},
    {"tls.fingerprint", named, Required, maybe_quoted, of_suricata},
    {"ssh.protoversion", named, Required, maybe_quoted, of_suricata},
    {"tls.subject", named, Required, quoted, of_suricata},
    {"tls.issuerdn", named, Required, quoted, of_suricata},
    {"dcerpc.iface", named, Required, bare, of_suricata},
    {"dce_iface", named, Required, bare},
    {"cip_service", named, Required, bare, of_suricata},
    {"filemd5", named, Required, bare, of_suricata},
    {"filesha256", named, Required, bare, of_suricata},
    {"geoip", named, Required, bare, of_suricata},
    {"iprep", named, Required, bare, of_suricata},
    {"rpc", named, Required, bare},
    {"ftpbounce", named, None, bare},
    {"tls_cert_expired", named, None, bare, of_suricata},
    {"tls_cert_valid", named, None, bare, of_suricata},

    {"frame", frame, Required, bare, of_suricata},
    {"pkt_data", pkt_data, None, bare},
    {"raw_data", raw_data, None, bare, of_snort3},
    {"dotprefix", transform, None, bare, of_suricata},
    {"strip_whitespace", transform, None, bare, of_suricata},
    {"compress_whitespace", transform, None, bare, of_suricata},
    {"to_lowercase", transform, None, bare, of_suricata},
    {"to_uppercase", transform, None, bare, of_suricata},
    {"to_md5", transform, None, bare, of_suricata},
    {"to_sha1", transform, None, bare, of_suricata},
    {"to_sha256", transform, None, bare, of_suricata},
    {"url_decode", transform, None, bare, of_suricata},
    {"xor", transform, Required, quoted, of_suricata},
    {"pcrexform", transform, Required, quoted, of_suricata},
    {"header_lowercase", transform, None, bare, of_suricata},
    {"strip_pseudo_headers", transform, None, bare, of_suricata},
};

constexpr KnownNames known[] = {
    {of_suricata,
     unsupported,
     "flowvar pktvar ipv4-csum tcpv4-csum tcpv6-csum udpv4-csum udpv6-csum icmpv4-csum icmpv6-csum "
     "tls_cert_notbefore tls_cert_notafter tls.cert_chain_len nfs_procedure nfs.version "
     "nfs_version "
     "ssh.softwareversion asn1 config filesha1 lua modbus dnp3_func dnp3.func "
     "dnp3_ind dnp3.ind dnp3_obj dnp3.obj krb5_err_code krb5_msg_type krb5.ticket_encryption "
     "template2 dhcp.leasetime dhcp.rebinding_time "
     "dhcp.renewal_time snmp.pdu_type "
     "ike.exchtype ike.chosen_sa_attribute ike.key_exchange_payload_length "
     "ike.nonce_payload_length"},
    {of_suricata,
     other_sticky,
     "dnp3.data dnp3_data "
     "ike.init_spi ike.resp_spi ike.vendor ike.nonce_payload ike.key_exchange_payload"},
    {of_snort2,
     unsupported,
     "http_encode asn1 cvs sip_method sip_stat_code gtp_type gtp_info gtp_version "
     "stream_reassemble resp react activates activated_by count appid modbus_func modbus_unit "
     "dnp3_func dnp3_ind dnp3_obj protected_content hash length bytecode "
     "http_raw_cookie ip_proto_name"},
    {of_snort3,
     unsupported,
     "appids asn1 ber_data ber_skip cip_attribute cip_class cip_conn_path_class cip_instance "
     "cip_req cip_rsp cip_service cip_status cvs dnp3_func dnp3_ind dnp3_obj enip_command enip_req "
     "enip_rsp "
     "file_meta file_type gtp_info gtp_type gtp_version http_header_test http_max_header_line "
     "http_max_trailer_line http_num_cookies http_num_headers http_num_trailers http_trailer_test "
     "http_version_match iec104_apci_type iec104_asdu_func icmp_type md5 mms_func modbus_func "
     "modbus_unit opcua_msg_service opcua_msg_type opcua_node_id "
     "opcua_node_namespace_index regex s7commplus_func s7commplus_opcode sd_pattern sha256 sha512 "
     "sip_method sip_stat_code so soid stream_reassemble target wscale js_data_length num_headers"},
    {of_snort3,
     other_sticky,
     "cip_data http_param http_raw_body http_raw_cookie http_raw_request http_raw_status "
     "http_raw_trailer http_trailer http_true_ip js_data vba_data modbus_data dnp3_data mms_data "
     "s7commplus_content gtp_data mime_data"},
    {of_snort2 | of_snort3, other_sticky, "sip_header sip_body dnp3_data modbus_data"},
};

constexpr std::string_view suricata8 =
    "absent from_base64 gunzip zlib_deflate entropy luaxform subslice unicode_wide_strip "
    "app-layer-state vxlan_vni tcp.wscale icmpv4.type "
    "flow.pkts flow.bytes flow.pkts_toserver flow.pkts_toclient flow.bytes_toserver "
    "flow.bytes_toclient flow.elephant ntp.version ntp.mode ntp.stratum ntp.reference_id "
    "websocket.mask websocket.opcode websocket.flags websocket.payload "
    "email.from email.to email.cc email.subject email.date email.message_id email.x_mailer "
    "email.url email.received email.body_md5 "
    "ldap.request.operation ldap.responses.operation ldap.responses.count ldap.request.dn "
    "ldap.responses.dn ldap.responses.result_code ldap.responses.message "
    "ldap.request.attribute_type ldap.responses.attribute_type "
    "mdns.queries.rrname mdns.answers.rrname mdns.additionals.rrname mdns.authorities.rrname "
    "mdns.response.rrname sctp.hdr sctp.chunk_type sctp.chunk_data sctp.chunk_cnt sctp.vtag "
    "enip.command enip.vendor_id enip.status enip.state enip.serial enip.revision "
    "enip.protocol_version enip.product_name enip.product_code enip.identity_status "
    "enip.device_type enip.capabilities enip.cip_status enip.cip_instance enip.cip_class "
    "enip.cip_attribute enip.cip_extendedstatus enip.service_name "
    "smb.version tls.alpn tls.subjectaltname dns.rcode dns.rrtype dns.answer.name dns.query.name "
    "dns.response.rrname dns.queries.rrname dns.answers.rrname dns.authorities.rrname "
    "dns.additionals.rrname sip.from sip.to sip.via sip.user_agent sip.content_type "
    "sip.content_length smtp.helo smtp.mail_from smtp.rcpt_to ftp.command ftp.command_data "
    "ftp.reply ftp.reply_received ftp.completion_code ftp.dynamic_port ftp.mode pgsql.query "
    "pgsql.statement pgsql.length mqtt.connect.protocol_string snmp.trap_type snmp.trap_oid "
    "snmp.trap_address template.buffer sdp.session_name sdp.session_info sdp.origin sdp.uri "
    "sdp.email sdp.phone_number sdp.connection_data sdp.bandwidth sdp.time sdp.repeat_time "
    "sdp.timezone sdp.encryption_key sdp.attribute sdp.media.media sdp.media.media_info "
    "sdp.media.connection_data sdp.media.encryption_key rfb.protocol smtp.rset "
    "nfs.procedure krb5.ticket igmp.hdr igmp.type";

}  // namespace

std::span<const Keyword> read_keywords() {
  return rows;
}

std::span<const KnownNames> known_names() {
  return known;
}

std::string_view suricata8_names() {
  return suricata8;
}

}  // namespace sig::source::ips

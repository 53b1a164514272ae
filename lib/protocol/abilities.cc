#include "protocol/abilities.h"

#include <algorithm>
#include <array>

namespace sig::protocol {
namespace {

/// Sorted.
constexpr std::array<std::string_view, 106> events{
    "applayer_detect_protocol_only_one_direction",
    "applayer_mismatch_protocol_both_directions",
    "applayer_no_tls_after_starttls",
    "applayer_proto_detection_skipped",
    "applayer_unexpected_protocol",
    "applayer_wrong_direction_first_data",
    "dns.invalid_opcode",
    "dns.malformed_data",
    "dns.z_flag_set",
    "ftp.request_command_too_long",
    "ftp.response_command_too_long",
    "http.100_continue_already_seen",
    "http.abnormal_ce_header",
    "http.compression_bomb",
    "http.duplicate_content_length_field_in_request",
    "http.duplicate_content_length_field_in_response",
    "http.file_name_too_long",
    "http.gzip_decompression_failed",
    "http.host_header_ambiguous",
    "http.invalid_content_length_field_in_request",
    "http.invalid_content_length_field_in_response",
    "http.invalid_request_chunk_len",
    "http.invalid_request_field_folding",
    "http.invalid_response_chunk_len",
    "http.invalid_response_field_folding",
    "http.invalid_server_port_in_request",
    "http.invalid_transfer_encoding_value_in_request",
    "http.lzma_memlimit_reached",
    "http.method_delim_non_compliant",
    "http.missing_host_header",
    "http.multipart_generic_error",
    "http.multipart_invalid_header",
    "http.multipart_no_filedata",
    "http.range_invalid",
    "http.request_auth_unrecognized",
    "http.request_body_unexpected",
    "http.request_chunk_extension",
    "http.request_field_missing_colon",
    "http.request_field_too_long",
    "http.request_header_host_invalid",
    "http.request_header_invalid",
    "http.request_header_repetition",
    "http.request_line_incomplete",
    "http.request_line_invalid",
    "http.request_line_leading_whitespace",
    "http.request_server_port_tcp_port_mismatch",
    "http.request_too_many_headers",
    "http.request_uri_host_invalid",
    "http.response_abnormal_transfer_encoding",
    "http.response_chunked_old_proto",
    "http.response_field_missing_colon",
    "http.response_field_too_long",
    "http.response_header_invalid",
    "http.response_header_repetition",
    "http.response_invalid_protocol",
    "http.response_invalid_status",
    "http.response_multipart_byteranges",
    "http.response_too_many_headers",
    "http.too_many_encoding_layers",
    "http.too_many_warnings",
    "http.unable_to_match_response_to_request",
    "http.uri_delim_non_compliant",
    "http2.authority_host_mismatch",
    "http2.failed_decompression",
    "http2.invalid_frame_data",
    "http2.invalid_frame_length",
    "http2.invalid_header",
    "http2.invalid_http1_settings",
    "http2.long_frame_data",
    "http2.stream_id_reuse",
    "http2.userinfo_in_uri",
    "mqtt.double_connect",
    "mqtt.invalid_qos_level",
    "mqtt.malformed_traffic",
    "mqtt.missing_connect",
    "mqtt.missing_publish",
    "mqtt.missing_subscribe",
    "mqtt.missing_unsubscribe",
    "mqtt.too_many_transactions",
    "mqtt.unassigned_msg_type",
    "mqtt.unintroduced_message",
    "rfb.confused_state",
    "rfb.unimplemented_security_type",
    "rfb.unknown_security_result",
    "sip.incomplete_data",
    "sip.invalid_data",
    "smb.file_overlap",
    "smb.malformed_data",
    "smb.malformed_ntlmssp_request",
    "smb.negotiate_malformed_dialects",
    "smb.request_to_client",
    "smb.response_to_server",
    "smtp.data_command_rejected",
    "smtp.duplicate_fields",
    "smtp.invalid_reply",
    "smtp.max_command_line_len_exceeded",
    "smtp.max_reply_line_len_exceeded",
    "smtp.mime_invalid_qp",
    "smtp.mime_long_boundary",
    "smtp.tls_rejected",
    "snmp.malformed_data",
    "tls.certificate_invalid_length",
    "tls.invalid_certificate",
    "tls.invalid_handshake_message",
    "tls.invalid_record_type",
    "tls.invalid_record_version",
};

}  // namespace

bool is_parsed(AppProtocol protocol) {
  switch (protocol) {
    case AppProtocol::Http1:
    case AppProtocol::Http2:
    case AppProtocol::Dns:
    case AppProtocol::Tls:
    case AppProtocol::Ssh:
    case AppProtocol::Smb:
    case AppProtocol::Dcerpc:
    case AppProtocol::Smtp:
    case AppProtocol::Ftp:
    case AppProtocol::FtpData:
    case AppProtocol::Snmp:
    case AppProtocol::Enip:
    case AppProtocol::Mqtt:
    case AppProtocol::Rfb:
    case AppProtocol::Sip:
      return true;
    default:
      return false;
  }
}

bool is_recognised(AppProtocol protocol) {
  switch (protocol) {
    case AppProtocol::Imap:
    case AppProtocol::Ntp:
    case AppProtocol::Dhcp:
      return true;
    default:
      return is_parsed(protocol);
  }
}

bool is_made(IpsBuffer buffer) {
  switch (buffer) {
    case IpsBuffer::FileMagic:
    case IpsBuffer::TlsCertChainLen:
    case IpsBuffer::Ja4Hash:
    case IpsBuffer::Other:
      return false;
    default:
      // Of the others, those of a protocol that is parsed.
      return names_of(buffer).protocol != "quic" && names_of(buffer).protocol != "krb5" &&
             names_of(buffer).protocol != "dhcp";
  }
}

bool is_made(IpsNumberField field) {
  return field != IpsNumberField::HttpContentLength;
}

bool is_frame(std::string_view name) {
  constexpr std::array<std::string_view, 13> names{"http1.request",
                                                   "http1.response",
                                                   "mqtt.data",
                                                   "mqtt.header",
                                                   "mqtt.pdu",
                                                   "rfb.pdu",
                                                   "sip.pdu",
                                                   "sip.request.body",
                                                   "sip.request.headers",
                                                   "sip.request.line",
                                                   "sip.response.body",
                                                   "sip.response.headers",
                                                   "sip.response.line"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_raised(std::string_view event) {
  return std::binary_search(events.begin(), events.end(), event);
}

}  // namespace sig::protocol

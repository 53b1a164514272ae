#include "protocol/http1_events.h"

namespace sig::protocol {
namespace {

struct Row {
  std::string_view message;  ///< begins so
  std::string_view event;
};

// The first row that fits counts.
constexpr Row rows[] = {
    {"GZip decompressor:", "http.gzip_decompression_failed"},
    {"Request field invalid: colon missing", "http.request_field_missing_colon"},
    {"Response field invalid: missing colon", "http.response_field_missing_colon"},
    {"Request chunk encoding: Invalid chunk length", "http.invalid_request_chunk_len"},
    {"Response chunk encoding: Invalid chunk length", "http.invalid_response_chunk_len"},
    {"Invalid C-L field in response", "http.invalid_content_length_field_in_response"},
    {"Already seen 100-Continue", "http.100_continue_already_seen"},
    {"Unable to match response to request", "http.unable_to_match_response_to_request"},
    {"Invalid server port information in request", "http.invalid_server_port_in_request"},
    {"Request buffer over", "http.request_field_too_long"},
    {"Response buffer over", "http.response_field_too_long"},
    {"C-T multipart/byteranges in responses not supported", "http.response_multipart_byteranges"},
    {"Compression bomb:", "http.compression_bomb"},
    {"Request field invalid", "http.request_header_invalid"},
    {"Response field invalid", "http.response_header_invalid"},
    {"Request header name is not a token", "http.request_header_invalid"},
    {"Response header name is not a token", "http.response_header_invalid"},
    {"Invalid request field folding", "http.invalid_request_field_folding"},
    {"Invalid response field folding", "http.invalid_response_field_folding"},
    {"Request server port=", "http.request_server_port_tcp_port_mismatch"},
    {"Request line: URI contains non-compliant delimiter", "http.uri_delim_non_compliant"},
    {"Request line: non-compliant delimiter between Method and URI",
     "http.method_delim_non_compliant"},
    {"Request line: leading whitespace", "http.request_line_leading_whitespace"},
    {"Too many response content encoding layers", "http.too_many_encoding_layers"},
    {"C-E gzip has abnormal value", "http.abnormal_ce_header"},
    {"C-E deflate has abnormal value", "http.abnormal_ce_header"},
    {"C-E unknown setting", "http.abnormal_ce_header"},
    {"Excessive request header repetitions", "http.request_header_repetition"},
    {"Excessive response header repetitions", "http.response_header_repetition"},
    {"Transfer-encoding has abnormal chunked value", "http.response_abnormal_transfer_encoding"},
    {"Chunked transfer-encoding on HTTP/0.9 or HTTP/1.0", "http.response_chunked_old_proto"},
    {"Invalid response line: invalid protocol", "http.response_invalid_protocol"},
    {"Invalid response line: invalid response status", "http.response_invalid_status"},
    {"Request line incomplete", "http.request_line_incomplete"},
    {"Unexpected request body", "http.request_body_unexpected"},
    {"LZMA decompressor: memory limit reached", "http.lzma_memlimit_reached"},
    {"Ambiguous request C-L value", "http.duplicate_content_length_field_in_request"},
    {"Ambiguous response C-L value", "http.duplicate_content_length_field_in_response"},
    {"Request chunk extension", "http.request_chunk_extension"},
    {"Too many request headers", "http.request_too_many_headers"},
    {"Too many response headers", "http.response_too_many_headers"},
};

struct FlagRow {
  std::uint64_t flag;
  std::string_view event;
};
constexpr FlagRow flag_rows[] = {
    {HTP_REQUEST_INVALID_T_E, "http.invalid_transfer_encoding_value_in_request"},
    {HTP_REQUEST_INVALID_C_L, "http.invalid_content_length_field_in_request"},
    {HTP_HOST_MISSING, "http.missing_host_header"},
    {HTP_HOST_AMBIGUOUS, "http.host_header_ambiguous"},
    {HTP_HOSTU_INVALID, "http.request_uri_host_invalid"},
    {HTP_HOSTH_INVALID, "http.request_header_host_invalid"},
};

}  // namespace

std::string_view http1_event(std::string_view message) {
  for (const Row& row : rows)
    if (message.substr(0, row.message.size()) == row.message) return row.event;
  return {};
}

void add_request_flag_events(const htp_tx_t& tx, Http1Events& events) {
  for (const FlagRow& row : flag_rows)
    if ((tx.flags & row.flag) != 0) events.add(row.event);
  if (tx.request_auth_type == HTP_AUTH_UNRECOGNIZED) events.add("http.request_auth_unrecognized");
  const bool has_no_protocol = tx.request_protocol_number == HTP_PROTOCOL_INVALID ||
                               tx.request_protocol_number == HTP_PROTOCOL_UNKNOWN;
  if (tx.is_protocol_0_9 != 0 && tx.request_method_number == HTP_M_UNKNOWN && has_no_protocol)
    events.add("http.request_line_invalid");
}

}  // namespace sig::protocol

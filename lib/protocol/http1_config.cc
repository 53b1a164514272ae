#include "protocol/http1_config.h"

#include <limits>

namespace sig::protocol {
namespace {

Http1Listener& listener(const htp_tx_t* tx) {
  return *static_cast<Http1Listener*>(htp_connp_get_user_data(tx->connp));
}

std::string_view bytes_of(const htp_tx_data_t* data) {
  return {reinterpret_cast<const char*>(data->data), data->len};
}

int on_request_start(htp_tx_t* tx) {
  listener(tx).request_started(tx);
  return HTP_OK;
}
int on_uri(htp_tx_t* tx) {
  listener(tx).uri_parsed(tx);
  return HTP_OK;
}
int on_request_complete(htp_tx_t* tx) {
  listener(tx).request_completed(tx);
  return HTP_OK;
}
int on_response_start(htp_tx_t* tx) {
  listener(tx).response_started(tx);
  return HTP_OK;
}
int on_response_complete(htp_tx_t* tx) {
  listener(tx).response_completed(tx);
  return HTP_OK;
}
int on_request_head(htp_tx_data_t* data) {
  if (data->tx != nullptr && data->data != nullptr && data->len != 0)
    listener(data->tx).head_bytes(data->tx, true, bytes_of(data));
  return HTP_OK;
}
int on_response_head(htp_tx_data_t* data) {
  if (data->tx != nullptr && data->data != nullptr && data->len != 0)
    listener(data->tx).head_bytes(data->tx, false, bytes_of(data));
  return HTP_OK;
}
int on_request_body(htp_tx_data_t* data) {
  if (data->tx != nullptr && data->len != 0)
    listener(data->tx).body_bytes(data->tx, true, bytes_of(data));
  return HTP_OK;
}
int on_response_body(htp_tx_data_t* data) {
  if (data->tx != nullptr && data->len != 0)
    listener(data->tx).body_bytes(data->tx, false, bytes_of(data));
  return HTP_OK;
}

void set_hooks(htp_cfg_t* config) {
  htp_config_register_request_start(config, on_request_start);
  htp_config_register_request_uri_normalize(config, on_uri);
  htp_config_register_request_header_data(config, on_request_head);
  htp_config_register_request_trailer_data(config, on_request_head);
  htp_config_register_request_body_data(config, on_request_body);
  htp_config_register_request_complete(config, on_request_complete);
  htp_config_register_response_start(config, on_response_start);
  htp_config_register_response_header_data(config, on_response_head);
  htp_config_register_response_trailer_data(config, on_response_head);
  htp_config_register_response_body_data(config, on_response_body);
  htp_config_register_response_complete(config, on_response_complete);
}

constexpr size_t soft_field_limit = 9000;
constexpr size_t hard_field_limit = 18000;
constexpr size_t bomb_limit = 1U << 20U;
constexpr size_t lzma_memory_limit = 1U << 20U;
constexpr std::uint32_t header_limit = 1024;

}  // namespace

HttpConfig make_http_config(const AppLimits& limits) {
  HttpConfig config(htp_config_create());
  if (!config) return config;
  htp_config_set_parse_request_cookies(config.get(), 0);
  htp_config_set_plusspace_decode(config.get(), HTP_DECODER_URLENCODED, 0);
  htp_config_set_request_decompression(config.get(), 1);
  htp_config_set_lzma_layers(config.get(), 0);
  htp_config_set_lzma_memlimit(config.get(), lzma_memory_limit);
  htp_config_set_compression_bomb_limit(config.get(), bomb_limit);
  // No clock decides what a rule sees: 35 minutes is libhtp 0.5.50's largest.
  htp_config_set_compression_time_limit(config.get(), std::numeric_limits<std::int32_t>::max());
  htp_config_set_field_limits(config.get(), soft_field_limit, hard_field_limit);
  htp_config_set_max_tx(config.get(), limits.transactions);
  htp_config_set_number_headers_limit(config.get(), header_limit);
  htp_config_set_server_personality(config.get(), HTP_SERVER_IDS);
  htp_config_set_convert_lowercase(config.get(), HTP_DECODER_URL_PATH, 0);
  htp_config_set_response_decompression_layer_limit(config.get(),
                                                    static_cast<int>(limits.decompress_layers));
  set_hooks(config.get());
  return config;
}

}  // namespace sig::protocol

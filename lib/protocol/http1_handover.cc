#include "protocol/http1_handover.h"

#include "protocol/http1_message.h"

namespace sig::protocol {
namespace {

constexpr size_t longest = 64U << 10U;

void add_line(std::string& out, std::string_view name, const bstr* value) {
  if (value == nullptr || out.size() + name.size() + bstr_len(value) > longest) return;
  out += name;
  out += ": ";
  out += view_of(value);
  out += "\r\n";
}

}  // namespace

std::string http2_handover(const htp_tx_t& tx) {
  std::string out;
  add_line(out, ":method", tx.request_method);
  add_line(out, ":path", tx.request_uri);
  const size_t count = tx.request_headers == nullptr ? 0 : htp_table_size(tx.request_headers);
  for (size_t at = 0; at < count; ++at) {
    const auto* one =
        static_cast<const htp_header_t*>(htp_table_get_index(tx.request_headers, at, nullptr));
    if (one != nullptr && one->name != nullptr) add_line(out, view_of(one->name), one->value);
  }
  return out;
}

}  // namespace sig::protocol

#include "protocol/http1_files.h"

#include <optional>

#include "protocol/http1_multipart.h"

namespace sig::protocol {
namespace {

constexpr size_t longest_name = 4096;

const bstr* header_value(const htp_table_t* headers, const char* name) {
  if (headers == nullptr) return nullptr;
  const auto* found = static_cast<const htp_header_t*>(htp_table_get_c(headers, name));
  return found == nullptr ? nullptr : found->value;
}

std::optional<std::string_view> name_of_path(const htp_tx_t& tx) {
  if (tx.parsed_uri == nullptr || tx.parsed_uri->path == nullptr) return std::nullopt;
  return view_of(tx.parsed_uri->path);
}

void add_whole_body(std::optional<std::string_view> name,
                    Http1Message& message,
                    std::vector<AppFile>& files) {
  if (!name || message.body.empty()) return;
  if (name->size() > longest_name) {
    name = name->substr(0, longest_name);
    message.events.add("http.file_name_too_long");
  }
  files.push_back({.name = *name,
                   .content = message.body,
                   .size = message.body_size,
                   .is_complete = !message.has_gap && message.body_size == message.body.size()});
}

void add_request_files(const htp_tx_t& tx, Http1Message& message, std::vector<AppFile>& files) {
  if (message.body.empty()) return;
  if (tx.request_method_number == HTP_M_POST) {
    const bstr* type = header_value(tx.request_headers, "content-type");
    if (type != nullptr) {
      if (const auto boundary = header_parameter(view_of(type), "boundary=")) {
        if (boundary->size() <= longest_boundary)
          add_multipart_files(message.body, *boundary, files, message.events);
        return;
      }
    }
  } else if (tx.request_method_number != HTP_M_PUT) {
    return;
  }
  add_whole_body(name_of_path(tx), message, files);
}

void add_response_file(const htp_tx_t& tx, Http1Message& message, std::vector<AppFile>& files) {
  const bool is_old = tx.is_protocol_0_9 != 0 || tx.request_protocol_number == HTP_PROTOCOL_0_9;
  if (tx.response_line == nullptr && !is_old) return;  // junk before a status line
  std::optional<std::string_view> name;
  if (const bstr* disposition = header_value(tx.response_headers, "content-disposition"))
    name = header_parameter(view_of(disposition), "filename=");
  if (!name) name = name_of_path(tx);
  add_whole_body(name, message, files);
}

}  // namespace

void add_http1_files(const htp_tx_t& tx,
                     bool to_server,
                     const AppWants& wants,
                     Http1Message& message,
                     Http1Scratch& scratch) {
  if (to_server) {
    add_request_files(tx, message, scratch.files);
  } else {
    add_response_file(tx, message, scratch.files);
    // A response's body is file data even before a status line.
    if (wants.wants(IpsBuffer::FileData) && !message.body.empty())
      scratch.values.push_back({IpsBuffer::FileData, message.body});
  }
  for (const AppFile& file : scratch.files) {
    if (to_server && wants.wants(IpsBuffer::FileData))
      scratch.values.push_back({IpsBuffer::FileData, file.content});
    if (wants.wants(IpsBuffer::FileName))
      scratch.values.push_back({IpsBuffer::FileName, file.name});
  }
}

}  // namespace sig::protocol

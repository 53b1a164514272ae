#include "protocol/http1_files.h"

#include <algorithm>
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

bool take_number(std::string_view& text) {
  const size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  text.remove_prefix(digits);
  return digits != 0 && digits < 20;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

/// "bytes 0-2/9", "bytes 0-2/*", "bytes */9".
bool is_content_range(std::string_view text) {
  constexpr std::string_view unit = "bytes";
  if (text.substr(0, unit.size()) == unit) text.remove_prefix(unit.size());
  while (take(text, ' ') || take(text, '\t')) {
  }
  if (!take(text, '*') && !(take_number(text) && take(text, '-') && take_number(text)))
    return false;
  return take(text, '/') && (take(text, '*') || take_number(text));
}

void add_response_file(const htp_tx_t& tx, Http1Message& message, std::vector<AppFile>& files) {
  const bool is_old = tx.is_protocol_0_9 != 0 || tx.request_protocol_number == HTP_PROTOCOL_0_9;
  if (tx.response_line == nullptr && !is_old) return;  // junk before a status line
  std::optional<std::string_view> name;
  if (const bstr* disposition = header_value(tx.response_headers, "content-disposition"))
    name = header_parameter(view_of(disposition), "filename=");
  if (!name) name = name_of_path(tx);
  const bstr* range = header_value(tx.response_headers, "content-range");
  if (name && !message.body.empty() && range != nullptr && !is_content_range(view_of(range)))
    message.events.add("http.range_invalid");
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

#include "traffic/http_transaction.h"

#include <algorithm>

#include "traffic/content_coding.h"
#include "traffic/http_message.h"

namespace sig::traffic {
namespace {

constexpr size_t most_headers = 4096;
constexpr size_t kept_capacity = size_t{64} << 10U;  // of a cleared buffer, for the next message

void clear_buffer(std::string& buffer) {
  if (buffer.capacity() > kept_capacity) std::string().swap(buffer);
  buffer.clear();
}

// False when some of `bytes` did not fit.
bool append_within(std::string& buffer, std::string_view bytes, size_t limit) {
  const size_t room = limit - std::min(limit, buffer.size());
  buffer.append(bytes.substr(0, room));
  return bytes.size() <= room;
}

}  // namespace

void HttpMessage::clear() {
  clear_buffer(line);
  clear_buffer(header_block);
  clear_buffer(body);
  headers.clear();
  std::fill(std::begin(ends), std::end(ends), size_t{0});
  header_cut = body_cut = has_line = is_complete = false;
}

void HttpMessage::add_word(size_t index, std::string_view word) {
  line.append(word);
  ends[index] = line.size();
}

std::string_view HttpMessage::word(size_t index) const {
  const size_t begin = index == 0 ? 0 : ends[index - 1];
  return std::string_view(line).substr(begin, ends[index] - begin);
}

void HttpMessage::add_header(std::string_view bytes, size_t limit) {
  if (!append_within(header_block, bytes, limit)) header_cut = true;
}

void HttpMessage::add_body(std::string_view bytes, size_t limit) {
  if (!append_within(body, bytes, limit)) body_cut = true;
}

void HttpMessage::close(const HttpLimits& limits, std::string& scratch, HttpNotes& notes) {
  split_headers(header_block, most_headers, headers);
  if (headers.size() == most_headers) header_cut = true;
  const std::string_view* codings = find_header(headers, "content-encoding");
  if (codings != nullptr && !body.empty()) {
    const Decoded decoded = remove_content_coding(*codings, limits.body_limit, body, scratch);
    if (decoded == Decoded::Cut) body_cut = true;
    if (decoded == Decoded::Unchanged) ++notes.coding_unknown;
    if (decoded == Decoded::Damaged && !body_cut) ++notes.body_damaged;
    if (scratch.capacity() > kept_capacity) std::string().swap(scratch);
  }
  if (header_cut) ++notes.headers_over_limit;
  if (body_cut) ++notes.body_over_limit;
}

void HttpTransaction::clear() {
  request.clear();
  response.clear();
  status = 0;
  number = 0;
  completed = {};
  is_ready = false;
}

void HttpTransaction::show(const HttpLimits& limits,
                           std::string& scratch,
                           HttpNotes& notes,
                           ParsedExchange& parsed) {
  request.close(limits, scratch, notes);
  parsed.exchange.request = {.method = request.word(0),
                             .uri = request.word(1),
                             .version = request.word(2),
                             .headers = request.headers,
                             .body = request.body};
  parsed.exchange.response.reset();
  if (response.has_line) {
    response.close(limits, scratch, notes);
    parsed.exchange.response = HttpResponse{.status = status,
                                            .version = response.word(0),
                                            .headers = response.headers,
                                            .body = response.body};
  }
  parsed.completed = completed;
  parsed.transaction = number;
}

}  // namespace sig::traffic

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "traffic/http_parser.h"

namespace sig::traffic {

/// One message while it is collected: owned bytes, made views of only when it is delivered.
struct HttpMessage {
  std::string line;  ///< method, target and version, or the version: `ends` says where each ends
  size_t ends[3] = {0, 0, 0};
  std::string header_block;
  std::string body;
  std::vector<NameValue> headers;
  bool header_cut = false;
  bool body_cut = false;
  bool has_line = false;
  bool is_complete = false;

  void clear();
  void add_word(size_t index, std::string_view word);
  std::string_view word(size_t index) const;
  void add_header(std::string_view bytes, size_t limit);
  void add_body(std::string_view bytes, size_t limit);
  /// Splits the headers and removes the content coding.
  void close(const HttpLimits& limits, std::string& scratch, HttpNotes& notes);
  size_t held_bytes() const { return line.size() + header_block.size() + body.size(); }
};

/// A request and its response on their way to delivery.
struct HttpTransaction {
  HttpMessage request;
  HttpMessage response;
  int status = 0;
  HttpStamp completed;
  std::uint32_t number = 0;
  bool is_ready = false;

  void clear();
  /// Fills `parsed` with views of this.
  void show(const HttpLimits& limits,
            std::string& scratch,
            HttpNotes& notes,
            ParsedExchange& parsed);
};

}  // namespace sig::traffic

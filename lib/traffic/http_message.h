#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/event.h"

namespace sig::traffic {

/// Whether the first bytes that a client sends begin an HTTP/1 request (RFC 9112 section 3): a
/// method, a target and a version; HTTP/0.9 only for the known methods and a target that begins
/// with '/'. More: not yet to be told, show the same bytes again with what follows.
enum class Looks { Yes, No, More };
Looks looks_like_request(std::string_view bytes);

/// Whether the first bytes that a server sends begin an HTTP/1 response.
Looks looks_like_response(std::string_view bytes);

/// Splits a block of header lines into views of it, in order, repeats kept; stops at `limit` lines.
/// The line break of a folded line (RFC 9112 5.2) is overwritten with spaces, so that a value stays
/// one view. A line without a colon has an empty name.
void split_headers(std::string& block, size_t limit, std::vector<NameValue>& headers);

/// The value of the first header with this name (compared without case), or nullptr.
const std::string_view* find_header(std::span<const NameValue> headers, std::string_view name);

/// The value of a cookie of the request's Cookie headers (RFC 6265 4.2), or nothing.
std::optional<std::string_view> find_cookie(std::span<const NameValue> headers,
                                            std::string_view name);

}  // namespace sig::traffic

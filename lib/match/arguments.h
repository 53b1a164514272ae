#pragma once

#include <string_view>
#include <vector>

#include "match/arena.h"
#include "model/event.h"

namespace sig::match {

/// At most this many arguments (cookies, parts) of one request are told apart; what is behind the
/// last of them is one more value with an empty name, so that nothing goes unseen.
constexpr size_t max_arguments = 2000;

/// Appends the "a=1&b=2" pairs of a query or an urlencoded body. Nothing is decoded.
void read_pairs(std::string_view text, std::vector<NameValue>& out);

/// Appends "a=1; b=2" of one Cookie header (RFC 6265 4.2.1), without the spaces around.
void read_cookies(std::string_view header, std::vector<NameValue>& out);

/// Appends the parts of a multipart/form-data body (RFC 7578): a field's text, or of a file its
/// file name (its content is in http.body alone).
void read_multipart(std::string_view content_type,
                    std::string_view body,
                    std::vector<NameValue>& out);

/// Appends the scalar members of a JSON body, named by their dotted path ("user.name", "tags.0").
/// Strings come unescaped. Text that is not JSON gives what was read up to the mistake, and its
/// rest as one value.
void read_json(std::string_view body, std::vector<NameValue>& out, TextArena& arena);

/// Arguments of the query and of the body as its content type says.
void read_arguments(const HttpRequest& request, std::vector<NameValue>& out, TextArena& arena);

/// True when `raw` percent-decodes to `name`.
bool names_argument(std::string_view raw, std::string_view name);

}  // namespace sig::match

#pragma once

#include <optional>
#include <string_view>

#include "model/event.h"

namespace sig::match {

/// The parts of a request target (RFC 9112 3.2) as views; nothing is decoded.
struct HttpTarget {
  std::optional<std::string_view> path;
  std::optional<std::string_view> query;      ///< behind the first '?'
  std::optional<std::string_view> authority;  ///< of an absolute or a CONNECT target
};

HttpTarget split_target(const HttpRequest& request);

/// ASCII only, as header names ask for.
bool equals_ignoring_case(std::string_view a, std::string_view b);

/// The value of the first header of that name.
std::optional<std::string_view> find_header(std::span<const NameValue> headers,
                                            std::string_view name);

}  // namespace sig::match

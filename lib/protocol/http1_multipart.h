#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "protocol/app_unit.h"
#include "protocol/http1_message.h"

namespace sig::protocol {

/// The value of a parameter such as `filename=` of a header's value, without quotes; `name` in
/// lower case with its '='. As Suricata takes it: the first token that begins with the name and has
/// more.
std::optional<std::string_view> header_parameter(std::string_view value, std::string_view name);

/// Longer boundaries are none.
inline constexpr size_t longest_boundary = 199;

/// Adds the parts with a file name of a multipart body, and the events of what is wrong with it.
void add_multipart_files(std::string_view body,
                         std::string_view boundary,
                         std::vector<AppFile>& files,
                         Http1Events& events);

}  // namespace sig::protocol

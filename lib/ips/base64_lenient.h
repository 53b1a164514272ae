#pragma once

#include <string>
#include <string_view>

namespace sig::ips {

/// Base64 as an inspector has to read it: up to the first byte that is none (RFC 4648), or with
/// such bytes passed over (`skip`, RFC 2045); a last group may be short. Overwrites `out`.
void decode_base64_lenient(std::string_view text, bool skip, std::string& out);

}  // namespace sig::ips

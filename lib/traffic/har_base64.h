#pragma once

#include <string>
#include <string_view>

namespace sig::traffic {

/// For recordings, which are not strict (base/base64.h is): appends what base64 (RFC 4648 4, also
/// the URL alphabet; blanks and padding are skipped) stands for, at most `limit` bytes. False when
/// a foreign byte was met; decoding stops there.
bool append_base64(std::string_view text, size_t limit, std::string& out);

}  // namespace sig::traffic

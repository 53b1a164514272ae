#pragma once

#include <string_view>

namespace sig::traffic {

/// Whether the first bytes of a file (unpacked, up to 64 KiB) have the shape of a format. Pure.
bool looks_like_pcap(std::string_view head);
bool looks_like_har(std::string_view head);
bool looks_like_http(std::string_view head);
bool looks_like_access_log(std::string_view head);
bool looks_like_syslog(std::string_view head);
bool looks_like_payloads(std::string_view head);

/// Which kind of payload list the first bytes begin; Lines when no other.
enum class PayloadKind { Lines, Csv, Yaml, Json };
PayloadKind payload_kind(std::string_view head);

/// The first line that is not blank, without its end.
std::string_view first_line(std::string_view text);

/// Text without a UTF-8 byte order mark.
std::string_view without_bom(std::string_view text);

}  // namespace sig::traffic

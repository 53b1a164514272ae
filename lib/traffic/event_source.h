#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/corpus.h"
#include "model/event.h"

namespace sig::traffic {

/// Formats of recordings; the table of names, extensions and magic numbers is formats.cc.
enum class Format { Pcap, Har, Http, AccessLog, Syslog, Payloads };

std::string_view to_string(Format format);
std::optional<Format> parse_format(std::string_view name);
std::vector<std::string_view> format_names();

/// What a file looks like, by its first bytes and then its name; nothing when it is none of ours.
Result<std::optional<Format>> detect_format(const std::string& path);

/// Which part of a recording a reader delivers. Packets are split by a hash of the pair of
/// addresses into 64 virtual tables, text records by their number; table t belongs to part t %
/// count. The union over all parts is the whole and never depends on `count`. count <= 64.
struct Part {
  std::uint32_t index = 0;
  std::uint32_t count = 1;
};
inline constexpr std::uint32_t virtual_tables = 64;

struct OpenOptions {
  std::optional<Format> format;  ///< else detected
  Part part;
  std::uint32_t wanted = 0x3f;  ///< bits of EventKind: what nobody wants need not be made
  ClientRule client;
  std::string name;            ///< of the recording in client keys; its path by default
  std::string capture_filter;  ///< in libpcap's language; pcap only
  bool midstream = true;       ///< pick up TCP connections whose start was not seen
  /// A packet with a wrong IPv4, TCP, UDP or ICMP checksum is rejected, unless most checksums so
  /// far are wrong (captured before the network card set them): that is counted in the reasons.
  bool verify_checksums = true;
  std::uint32_t stream_depth = 1U << 20U;  ///< bytes of each direction that are kept
  std::uint32_t body_limit = 1U << 20U;    ///< bytes of a decoded HTTP body
};

/// What a reader has done so far. records_read + records_rejected = records seen.
struct ReadCounts {
  std::uint64_t records_read = 0;
  std::uint64_t records_rejected = 0;
  std::uint64_t bytes = 0;
  /// Counts by reason, such as "undecoded: link type 9999", "truncated packet", "flow evicted",
  /// "body over limit". Reasons that begin with "rejected: " add up to records_rejected.
  std::map<std::string, std::uint64_t> reasons;
  bool end_of_input = false;  ///< the file was read to its end
  std::optional<Time> first_time;
  std::optional<Time> last_time;
};

/// A pull stream of events from one recording, with bounded memory. One thread.
class EventSource {
 public:
  virtual ~EventSource() = default;
  /// The next event, or nullptr at the end. It and all it points to live until the next call. A
  /// damaged record is counted, not an error; an error means that the file cannot be read on.
  virtual Result<const Event*> next() = 0;
  virtual const ReadCounts& counts() const = 0;
};

Result<std::unique_ptr<EventSource>> open(const std::string& path, const OpenOptions& options);

/// Parses one raw HTTP/1 request (with an optional response behind it, separated as on the wire)
/// that a person wrote as an example or sample. `bytes` must outlive the source.
Result<std::unique_ptr<EventSource>> open_http_text(std::string_view bytes,
                                                    const ClientRule& client);
/// One log line, syslog or access log, as `open` would read it from a file of lines.
Result<std::unique_ptr<EventSource>> open_log_text(std::string_view bytes,
                                                   const ClientRule& client);

}  // namespace sig::traffic

#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "traffic/event_source.h"

namespace sig::traffic {

/// The events of a capture file (pcap or pcapng, plain or gzip): Packet for each IP packet, Stream
/// at the end of each TCP connection and UDP flow that carried bytes, HttpExchange, DnsMessage and
/// TlsHandshake where a flow carries them, on any port. An error when the file cannot be opened, is
/// no capture, or the capture filter does not compile.
Result<std::unique_ptr<EventSource>> open_packets(const std::string& path,
                                                  const OpenOptions& options);

/// The same over a capture in memory, which must outlive the source; `name` is for messages.
Result<std::unique_ptr<EventSource>> open_packet_bytes(std::string_view capture,
                                                       const std::string& name,
                                                       const OpenOptions& options);

}  // namespace sig::traffic

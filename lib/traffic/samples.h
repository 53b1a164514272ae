#pragma once

#include <memory>
#include <string_view>

#include "base/result.h"
#include "model/signature.h"
#include "traffic/event_source.h"

namespace sig::traffic {

/// The events of one example of a signature: raw HTTP for http.request and http.response (request,
/// then response), a syslog or access-log line for log, a whole IP packet or the payload of a TCP
/// packet from 192.0.2.1:40000 to 192.0.2.2:80 for packet, client bytes for stream, a name for dns,
/// a server name for tls.
Result<std::unique_ptr<EventSource>> open_sample(Surface surface, std::string_view bytes);

}  // namespace sig::traffic

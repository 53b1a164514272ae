#pragma once

#include <htp/htp.h>

#include <string_view>

#include "protocol/http1_message.h"

namespace sig::protocol {

/// Suricata's event for a message of libhtp; empty when it makes none of it (its unknown_error has
/// the number 0 and is never set).
std::string_view http1_event(std::string_view message);

/// Adds the events that the flags of a request stand for.
void add_request_flag_events(const htp_tx_t& tx, Http1Events& events);

}  // namespace sig::protocol

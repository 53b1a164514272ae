#pragma once

#include <htp/htp.h>

#include <string>

namespace sig::protocol {

/// The request of a transaction as AppParser::handover() gives it. Of header lines what exceeds 64
/// KiB is left out.
std::string http2_handover(const htp_tx_t& tx);

}  // namespace sig::protocol

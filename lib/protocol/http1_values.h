#pragma once

#include <htp/htp.h>

#include "protocol/app_unit.h"
#include "protocol/http1_message.h"

namespace sig::protocol {

/// The normalised URI: path, decoded query, fragment.
void normalise_uri(const htp_tx_t& tx, std::string& uri);

/// Fills `scratch` with the values of one side of a transaction that `wants` has; they point into
/// the transaction and the scratch. Adds events of what it finds wrong in files.
void make_http1_values(const htp_tx_t& tx,
                       bool to_server,
                       const AppWants& wants,
                       Http1Transaction& transaction,
                       Http1Scratch& scratch);

}  // namespace sig::protocol

#pragma once

#include <htp/htp.h>

#include "protocol/app_unit.h"
#include "protocol/http1_message.h"

namespace sig::protocol {

/// Adds the files of one side and their contents and names as values: parts of a multipart POST
/// with a file name, the whole body of another POST or a PUT, the body of a response.
void add_http1_files(const htp_tx_t& tx,
                     bool to_server,
                     const AppWants& wants,
                     Http1Message& message,
                     Http1Scratch& scratch);

}  // namespace sig::protocol

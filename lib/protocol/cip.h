#pragma once

#include <string_view>
#include <vector>

#include "protocol/app_unit.h"

namespace sig::protocol {

/// Reads the items of the Common Packet Format behind an encapsulation header, and the services of
/// CIP in them (ODVA, "EtherNet/IP Adaptation of CIP", 2-6; "Common Industrial Protocol", 2-4 and
/// appendix C). At most 33 services; what is malformed ends the reading.
void read_cip_services(std::string_view packet, std::vector<AppCipService>& services);

}  // namespace sig::protocol

#pragma once

#include <cstdint>
#include <string_view>

namespace sig::protocol {

// The port of a data connection out of a line of FTP; 0: the line names none.

/// "PORT 10,0,0,1,80,1" (RFC 959, 4.1.2).
std::uint16_t port_of_port(std::string_view line);
/// "EPRT |1|10.0.0.1|20481|" (RFC 2428, 2).
std::uint16_t port_of_eprt(std::string_view line);
/// "227 Entering Passive Mode (10,0,0,2,80,1)".
std::uint16_t port_of_pasv(std::string_view line);
/// "229 Entering Extended Passive Mode (|||20481|)".
std::uint16_t port_of_epsv(std::string_view line);

}  // namespace sig::protocol

#pragma once

#include <string_view>

namespace sig::traffic {

/// Who a log message is about, as views of it; empty where it does not say.
struct LogOrigin {
  std::string_view source;  ///< an address or host name
  std::string_view user;
};

/// Reads the messages of sshd, PAM, netfilter, dovecot and postfix that name a remote address; the
/// tables are in log_extract.cc. A user name may hold anything a client sent: where it stands
/// before the address, the last address counts, where client text stands behind it, the first.
LogOrigin find_origin(std::string_view program, std::string_view message);

}  // namespace sig::traffic

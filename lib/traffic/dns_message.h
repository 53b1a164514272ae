#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sig::traffic {

enum class DnsOutcome {
  Request,  ///< a query; its names are set
  Other,    ///< a response, or another operation
  None,     ///< no DNS message
};

/// The names that a DNS request asks for (RFC 1035 4.1), in lower case, without the final dot; the
/// root is the empty name. `strict` is for ports that say nothing: then only a standard query with
/// one to four questions of known class and no answers counts. At most 64 questions.
DnsOutcome parse_dns_request(std::string_view message,
                             bool strict,
                             std::vector<std::string>& names);

}  // namespace sig::traffic

#include "model/ips_rule.h"

#include <fmt/format.h>

namespace sig {

std::string native_id(std::uint32_t gid, std::uint32_t sid) {
  return gid == 1 ? fmt::format("sid-{}", sid) : fmt::format("sid-{}-{}", gid, sid);
}

}  // namespace sig

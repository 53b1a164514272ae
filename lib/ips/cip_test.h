#pragma once

#include <span>
#include <string_view>

#include "protocol/app_unit.h"

namespace sig::ips {

/// cip_service: "SERVICE", "SERVICE,CLASS", "SERVICE,CLASS,ATTRIBUTE" or "SERVICE,CLASS,!ATTRIBUTE"
/// of decimal numbers, which the reader of rules has checked. Only requests hold.
bool cip_service_holds(std::string_view wanted, std::span<const protocol::AppCipService> services);

}  // namespace sig::ips

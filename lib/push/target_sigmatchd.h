#pragma once

#include <memory>

#include "push/target.h"

namespace sig::push {

/// The driver of our own daemon on this host. Settings: folder, socket, url
/// ("http://127.0.0.1:8600").
Result<std::unique_ptr<Target>> open_sigmatchd(const EnforcementPoint& point);

}  // namespace sig::push

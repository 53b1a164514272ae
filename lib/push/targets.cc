#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "push/generation_folder.h"
#include "push/target.h"
#include "push/target_sigmatchd.h"

namespace sig::push {
namespace {

using Open = Result<std::unique_ptr<Target>> (*)(const EnforcementPoint&);

struct DriverRow {
  std::string_view name;
  Open open;
};

constexpr std::array<DriverRow, 1> drivers{{{"sigmatchd", open_sigmatchd}}};

const DriverRow* find_driver(std::string_view name) {
  const auto row = std::find_if(
      drivers.begin(), drivers.end(), [&](const DriverRow& driver) { return driver.name == name; });
  return row == drivers.end() ? nullptr : row;
}

}  // namespace

Result<std::unique_ptr<Target>> open_target(const EnforcementPoint& point) {
  const DriverRow* driver = find_driver(point.driver);
  if (driver == nullptr) {
    return refused(fmt::format("{}: the driver {} of {} is not built yet; sigmatchd is",
                               point.where,
                               quote(point.driver),
                               quote(point.name)),
                   "take the point out of the environment until then");
  }
  return driver->open(point);
}

std::vector<std::string> planned_actions(const EnforcementPoint& point, const Desired& desired) {
  const Result<std::unique_ptr<Target>> target = open_target(point);
  if (!target) return {"refuse: " + target.error().message};
  const std::string generation = generation_name(desired.release.number, desired.bundle.digest);
  return {fmt::format("stage {} beside the running set", generation),
          "have the daemon verify and compile it",
          "swap by rename and reload",
          fmt::format("verify: digest {} and {} signatures echoed, canaries both ways",
                      desired.bundle.digest.hex().substr(0, 12),
                      desired.signatures.size())};
}

}  // namespace sig::push

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "push/push.h"
#include "push/target.h"

namespace sig::push {
namespace {

std::string short_digest(const Digest& digest) {
  return digest.hex().substr(0, 12);
}

std::string describe(const Live& live) {
  if (!live.reachable) return "unreachable: " + live.problem;
  if (!live.bundle) return "nothing";
  return fmt::format(
      "{}/{} (bundle {})", live.environment, live.release, short_digest(*live.bundle));
}

bool runs(const Live& live, const Desired& desired) {
  return live.reachable && live.bundle == desired.bundle.digest &&
         live.environment == desired.release.environment && live.release == desired.release.number;
}

const Live* find_live(const std::vector<Live>& live, const std::string& point) {
  const auto found =
      std::find_if(live.begin(), live.end(), [&](const Live& one) { return one.point == point; });
  return found == live.end() ? nullptr : &*found;
}

}  // namespace

std::vector<Live> inspect(const std::vector<EnforcementPoint>& points) {
  std::vector<Live> out;
  for (const EnforcementPoint& point : points) {
    const Result<std::unique_ptr<Target>> target = open_target(point);
    if (target) {
      out.push_back((*target)->inspect());
    } else {
      out.push_back({.point = point.name, .problem = target.error().message});
    }
  }
  return out;
}

bool Plan::is_possible() const {
  return std::all_of(steps.begin(), steps.end(), [](const Step& s) { return s.is_possible; });
}

Plan plan(const Desired& desired,
          const std::vector<EnforcementPoint>& points,
          const std::vector<Live>& live) {
  Plan out;
  for (const EnforcementPoint& point : points) {
    if (point.environment != desired.release.environment) continue;
    const Live* now = find_live(live, point.name);
    Step step{.point = point.name, .driver = point.driver, .wave = point.wave};
    step.from = now != nullptr ? describe(*now) : "unknown";
    step.to = fmt::format("{}/{} (bundle {})",
                          desired.release.environment,
                          desired.release.number,
                          short_digest(desired.bundle.digest));
    step.is_possible = now != nullptr && now->reachable;
    step.is_needed = now == nullptr || !runs(*now, desired);
    if (step.is_needed) step.actions = planned_actions(point, desired);
    out.steps.push_back(std::move(step));
  }
  std::sort(out.steps.begin(), out.steps.end(), [](const Step& a, const Step& b) {
    return std::tie(a.wave, a.point) < std::tie(b.wave, b.point);
  });
  return out;
}

}  // namespace sig::push

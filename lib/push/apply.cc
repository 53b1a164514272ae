#include <fmt/format.h>

#include <algorithm>

#include "push/push.h"
#include "push/target.h"

namespace sig::push {
namespace {

std::string words_of(const Error& error) {
  return error.hint.empty() ? error.message : error.message + "; " + error.hint;
}

Result<std::string> carry_out(Target& target, const Desired& desired) {
  const auto at = [](std::string_view step, Error error) {
    error.message = fmt::format("{}: {}", step, error.message);
    return error;
  };
  if (Status staged = target.stage(desired); !staged) return at("stage", std::move(staged).error());
  if (Status tested = target.test(desired); !tested) return at("test", std::move(tested).error());
  if (Status active = target.activate(desired); !active) {
    return at("activate", std::move(active).error());
  }
  Result<std::string> proof = target.verify(desired);
  if (!proof) return at("verify", std::move(proof).error());
  return proof;
}

/// `is_lost`: the point failed and may run anything.
PointReceipt push_to(const EnforcementPoint& point, const Desired& desired, bool& is_lost) {
  PointReceipt receipt{.point = point.name};
  Result<std::unique_ptr<Target>> target = open_target(point);
  if (!target) {
    receipt.message = words_of(target.error());
    return receipt;
  }
  const Result<std::string> proof = carry_out(**target, desired);
  if (proof) {
    (*target)->clean_up();
    receipt.done = true;
    receipt.message = *proof;
    return receipt;
  }
  const Result<Restored> restored = (*target)->restore();
  receipt.restored = restored && restored->is_verified;
  is_lost = !restored;
  receipt.message =
      words_of(proof.error()) + "; " +
      (restored ? restored->words
                : "the old set could not be brought back: " + words_of(restored.error()));
  return receipt;
}

Receipt::Outcome outcome_of(const std::vector<PointReceipt>& points, bool is_lost) {
  const auto done = std::count_if(
      points.begin(), points.end(), [](const PointReceipt& point) { return point.done; });
  if (done == static_cast<std::ptrdiff_t>(points.size())) return Receipt::Outcome::Done;
  return done > 0 || is_lost ? Receipt::Outcome::Partial : Receipt::Outcome::Failed;
}

}  // namespace

Receipt apply(const Plan& plan,
              const Desired& desired,
              const std::vector<EnforcementPoint>& points) {
  Receipt receipt;
  std::string failed;
  bool is_lost = false;
  for (const Step& step : plan.steps) {
    PointReceipt& at = receipt.points.emplace_back(PointReceipt{.point = step.point});
    const auto point =
        std::find_if(points.begin(), points.end(), [&](const EnforcementPoint& candidate) {
          return candidate.name == step.point;
        });
    if (!failed.empty()) {
      at.message = fmt::format("not tried: {} failed before", failed);
    } else if (!step.is_needed) {
      at.done = true;
      at.message = "runs " + step.to + " already";
    } else if (point == points.end()) {
      at.message = "the plan names a point that is not in the project";
    } else {
      at = push_to(*point, desired, is_lost);
    }
    if (!at.done && failed.empty()) failed = step.point;
  }
  receipt.outcome = outcome_of(receipt.points, is_lost);
  return receipt;
}

}  // namespace sig::push

#include "base/statistics.h"

#include <algorithm>
#include <cmath>

#include "base/incomplete_beta.h"

namespace sig::statistics {
namespace {

/// Fewer hits (or misses) than this say nothing about how they cluster.
constexpr std::uint64_t estimable = 5;

/// What the estimator needs of the clusters.
struct Moments {
  double units = 0;
  double hits = 0;
  double clients = 0;
  double squares = 0;         ///< sum of m^2
  double hits_by_client = 0;  ///< sum of h^2 / m
};

/// (MSB - MSW) / (MSB + (m0 - 1) MSW) for yes-or-no units: since a unit is 0 or 1, its square is
/// itself and both sums of squares follow from the counts of each cluster.
double correlation(const Moments& of) {
  if (of.clients < 2 || of.units <= of.clients) return 1;
  const double between = (of.hits_by_client - of.hits * of.hits / of.units) / (of.clients - 1);
  const double within = (of.hits - of.hits_by_client) / (of.units - of.clients);
  const double typical_size = (of.units - of.squares / of.units) / (of.clients - 1);
  const double total = between + (typical_size - 1) * within;
  return total > 0 ? std::clamp((between - within) / total, 0.0, 1.0) : 1;
}

ClusteredBound describe(const std::vector<Cluster>& clusters) {
  ClusteredBound out;
  Moments moments;
  for (const Cluster& cluster : clusters) {
    if (cluster.units == 0) continue;
    const std::uint64_t hits = std::min(cluster.hits, cluster.units);
    out.units += cluster.units;
    out.hits += hits;
    out.clients += 1;
    out.clients_hit += hits > 0 ? 1 : 0;
    const auto m = static_cast<double>(cluster.units);
    const auto h = static_cast<double>(hits);
    moments.squares += m * m;
    moments.hits_by_client += h * h / m;
  }
  if (out.units == 0) return out;
  moments.units = static_cast<double>(out.units);
  moments.hits = static_cast<double>(out.hits);
  moments.clients = static_cast<double>(out.clients);
  if (std::min(out.hits, out.units - out.hits) >= estimable) {
    out.intra_cluster_correlation = correlation(moments);
  }
  const double size = moments.squares / moments.units;
  out.design_effect = 1 + (size - 1) * out.intra_cluster_correlation;
  out.effective_units = moments.units / out.design_effect;
  return out;
}

using Bound = double (*)(double hits, double trials, double confidence);

void set_bounds(ClusteredBound& out, Bound bound, double confidence) {
  out.by_clients =
      bound(static_cast<double>(out.clients_hit), static_cast<double>(out.clients), confidence);
  out.by_requests =
      bound(static_cast<double>(out.hits) / out.design_effect, out.effective_units, confidence);
}

}  // namespace

double upper_bound(double hits, double trials, double confidence) {
  if (!(trials > 0) || hits >= trials) return 1;
  if (hits <= 0) return -std::expm1(std::log1p(-confidence) / trials);
  return inverse_incomplete_beta(hits + 1, trials - hits, confidence);
}

double lower_bound(double hits, double trials, double confidence) {
  if (!(trials > 0) || hits <= 0) return 0;
  if (hits >= trials) return std::exp(std::log1p(-confidence) / trials);
  return inverse_incomplete_beta(hits, trials - hits + 1, 1 - confidence);
}

std::uint64_t trials_needed(double rate, double confidence, std::uint64_t hits) {
  if (!(rate > 0)) return UINT64_MAX;
  if (rate >= 1) return 0;
  const auto k = static_cast<double>(hits);
  const auto is_enough = [&](std::uint64_t trials) {
    return upper_bound(k, static_cast<double>(trials), confidence) <= rate;
  };
  std::uint64_t enough = hits + 1;
  while (!is_enough(enough)) {
    if (enough > UINT64_MAX / 4) return UINT64_MAX;
    enough *= 2;
  }
  std::uint64_t too_few = hits;
  while (too_few + 1 < enough) {
    const std::uint64_t middle = too_few + (enough - too_few) / 2;
    (is_enough(middle) ? enough : too_few) = middle;
  }
  return enough;
}

ClusteredBound clustered_upper_bound(const std::vector<Cluster>& clusters, double confidence) {
  ClusteredBound out = describe(clusters);
  set_bounds(out, upper_bound, confidence);
  out.worse = std::max(out.by_clients, out.by_requests);
  return out;
}

ClusteredBound clustered_lower_bound(const std::vector<Cluster>& clusters, double confidence) {
  ClusteredBound out = describe(clusters);
  set_bounds(out, lower_bound, confidence);
  out.worse = std::min(out.by_clients, out.by_requests);
  return out;
}

double mcnemar_p(std::uint64_t newly, std::uint64_t no_longer) {
  if (newly == 0) return 1;
  // P(X >= b) of b + c at 1/2 is I_1/2(b, c + 1), DLMF 8.17.5.
  return incomplete_beta(static_cast<double>(newly), static_cast<double>(no_longer) + 1, 0.5);
}

}  // namespace sig::statistics

#pragma once

#include <cstdint>
#include <vector>

namespace sig::statistics {

/// Exact one-sided Clopper-Pearson bounds (Biometrika 26:404, 1934) at `confidence`, such as 0.95.
/// n = 0 gives 1 and 0: nothing is known. k and n may be fractions (effective counts).
double upper_bound(double hits, double trials, double confidence);
double lower_bound(double hits, double trials, double confidence);

/// Independent trials needed for upper_bound(hits, n, confidence) <= rate; UINT64_MAX where the
/// rate is not above 0.
std::uint64_t trials_needed(double rate, double confidence, std::uint64_t hits = 0);

/// Units and hits of one client.
struct Cluster {
  std::uint64_t units = 0;
  std::uint64_t hits = 0;
};

/// Two bounds for hits over units that come in clusters (requests of one client are alike). The
/// design effect is Kish's, 1 + (m' - 1) rho with m' = sum m^2 / sum m (Survey Sampling, 1965); rho
/// is the ANOVA estimator of the intra-cluster correlation (Ridout, Demetrio and Firth, Biometrics
/// 55:137, 1999), between 0 and 1.
struct ClusteredBound {
  std::uint64_t units = 0;
  std::uint64_t hits = 0;
  std::uint64_t clients = 0;
  std::uint64_t clients_hit = 0;
  double intra_cluster_correlation = 1.0;  ///< rho; assumed 1 below five hits or five misses
  double design_effect = 1.0;
  double effective_units = 0;
  double by_clients = 1.0;   ///< bound on the share of clients hit
  double by_requests = 1.0;  ///< bound on the share of requests, with the design effect
  double worse = 1.0;
};
/// `worse` is the higher of both bounds, or the lower one of clustered_lower_bound. Empty clusters
/// do not count as clients.
ClusteredBound clustered_upper_bound(const std::vector<Cluster>& clusters, double confidence);
ClusteredBound clustered_lower_bound(const std::vector<Cluster>& clusters, double confidence);

/// Exact one-sided McNemar test: probability of at least `newly` of `newly + no_longer` at 1/2.
double mcnemar_p(std::uint64_t newly, std::uint64_t no_longer);

}  // namespace sig::statistics

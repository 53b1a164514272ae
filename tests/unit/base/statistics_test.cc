#include "base/statistics.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "base/incomplete_beta.h"

namespace sig::statistics {
namespace {

TEST_CASE("the incomplete beta function has the values of its closed forms") {
  CHECK(incomplete_beta(1, 1, 0.3) == Approx(0.3).epsilon(1e-14));
  CHECK(incomplete_beta(2, 1, 0.3) == Approx(0.09).epsilon(1e-14));
  CHECK(incomplete_beta(1, 7, 0.3) == Approx(1 - std::pow(0.7, 7)).epsilon(1e-13));
  CHECK(incomplete_beta(0.5, 0.5, 0.3) ==
        Approx(2 / 3.14159265358979323846 * std::asin(std::sqrt(0.3))).epsilon(1e-12));
  CHECK(incomplete_beta(5e5, 5e5, 0.5) == Approx(0.5).epsilon(1e-9));
  CHECK(incomplete_beta(3, 4, 0) == 0);
  CHECK(incomplete_beta(3, 4, 1) == 1);
}

TEST_CASE("the trials needed for a bound are those of the published table") {
  struct Case {
    double confidence;
    double rate;
    std::uint64_t needed[4];  // with 0, 1, 2, 3 hits
  };
  const auto c = GENERATE(values<Case>({{0.95, 1e-3, {2995, 4742, 6294, 7752}},
                                        {0.95, 1e-4, {29956, 47437, 62956, 77535}},
                                        {0.95, 1e-5, {299572, 474385, 629578, 775364}},
                                        {0.95, 1e-6, {2995731, 4743863, 6295792, 7753655}},
                                        {0.975, 1e-4, {36887, 55715, 72245, 87670}},
                                        {0.99, 1e-4, {46050, 66381, 84057, 100448}}}));
  DYNAMIC_SECTION(c.confidence << " at " << c.rate) {
    for (std::uint64_t hits = 0; hits < 4; ++hits) {
      // The table rounds to the nearest trial in places; the smallest sufficient number is ours.
      const auto needed = static_cast<double>(trials_needed(c.rate, c.confidence, hits));
      CHECK(std::abs(needed - static_cast<double>(c.needed[hits])) <= 1);
      CHECK(upper_bound(static_cast<double>(hits), needed, c.confidence) <= c.rate);
      CHECK(upper_bound(static_cast<double>(hits), needed - 1, c.confidence) > c.rate);
    }
  }
}

TEST_CASE("many rules tested at once need the trials of a smaller alpha") {
  CHECK(trials_needed(1e-4, 1 - 0.05 / 100) == 76006);
  CHECK(trials_needed(1e-4, 1 - 0.05 / 1000) == 99030);
  CHECK(trials_needed(1e-4, 0.95) == 29956);
  CHECK(trials_needed(0, 0.95) == UINT64_MAX);
  CHECK(trials_needed(1, 0.95) == 0);
}

TEST_CASE("upper bounds are c / n with the Poisson factors") {
  const double factors[]{2.996, 4.744, 6.296, 7.754, 9.154};
  for (int k = 0; k < 5; ++k) {
    CHECK(upper_bound(k, 1e8, 0.95) * 1e8 == Approx(factors[k]).margin(6e-4));
  }
  CHECK(upper_bound(5, 1e8, 0.95) * 1e8 == Approx(10.5).margin(0.05));
  CHECK(upper_bound(10, 1e8, 0.95) * 1e8 == Approx(17.0).margin(0.05));
  CHECK(upper_bound(0, 10000, 0.95) == Approx(3.0e-4).margin(5e-6));
}

TEST_CASE("no miss in 59, 299 and 1,000 attacks shows 95, 99 and 99.7 percent") {
  CHECK(lower_bound(59, 59, 0.95) >= 0.95);
  CHECK(lower_bound(58, 58, 0.95) < 0.95);
  CHECK(lower_bound(299, 299, 0.95) >= 0.99);
  CHECK(lower_bound(298, 298, 0.95) < 0.99);
  CHECK(lower_bound(1000, 1000, 0.95) == Approx(0.997).margin(2e-5));
}

TEST_CASE("nothing seen proves nothing") {
  CHECK(upper_bound(0, 0, 0.95) == 1);
  CHECK(lower_bound(0, 0, 0.95) == 0);
  CHECK(upper_bound(3, 3, 0.95) == 1);
  CHECK(lower_bound(0, 3, 0.95) == 0);
  const ClusteredBound none = clustered_upper_bound({}, 0.95);
  CHECK(none.worse == 1);
  CHECK(none.clients == 0);
  CHECK(clustered_lower_bound({}, 0.95).worse == 0);
  CHECK(clustered_upper_bound({{0, 0}, {0, 0}}, 0.95).clients == 0);
}

TEST_CASE("the exact McNemar test has the published values") {
  CHECK(mcnemar_p(5, 0) == Approx(0.031).margin(5e-4));
  CHECK(mcnemar_p(4, 0) == Approx(0.0625).margin(1e-12));
  CHECK(mcnemar_p(5, 1) == Approx(0.11).margin(1e-3));
  CHECK(mcnemar_p(10, 4) == Approx(0.09).margin(5e-4));
  CHECK(mcnemar_p(0, 0) == 1);
  CHECK(mcnemar_p(0, 9) == 1);
}

TEST_CASE("a million requests of few clients prove no more than the clients do") {
  // 5,000 clients of 200 requests, none hit: rho cannot be estimated and is taken as 1.
  const ClusteredBound bound = clustered_upper_bound(std::vector<Cluster>(5000, {200, 0}), 0.95);
  CHECK(bound.units == 1000000);
  CHECK(bound.clients == 5000);
  CHECK(bound.intra_cluster_correlation == 1);
  CHECK(bound.design_effect == Approx(200));
  CHECK(bound.effective_units == Approx(5000));
  CHECK(bound.by_clients == Approx(upper_bound(0, 5000, 0.95)));
  CHECK(bound.worse == Approx(5.99e-4).margin(1e-6));
  CHECK(clustered_upper_bound(std::vector<Cluster>(30000, {1, 0}), 0.95).worse <= 1e-4);
}

TEST_CASE("the design effect of Kish's formula gives the published bounds") {
  // 1,000,000 units: m = 50, rho = 0.1 and m = 200, rho = 0.5.
  CHECK(1e6 / (1 + 49 * 0.1) == Approx(169491).margin(1));
  CHECK(upper_bound(0, 169491, 0.95) == Approx(1.8e-5).margin(5e-7));
  CHECK(1e6 / (1 + 199 * 0.5) == Approx(9950).margin(1));
  CHECK(upper_bound(0, 9950, 0.95) == Approx(3.0e-4).margin(5e-6));
}

TEST_CASE("the intra-cluster correlation is estimated from the clusters") {
  // All hits of a client or none: rho 1. The same share in each client: rho 0.
  std::vector<Cluster> all_or_none(50, {10, 0});
  for (size_t i = 0; i < 10; ++i)
    all_or_none[i].hits = 10;
  CHECK(clustered_upper_bound(all_or_none, 0.95).intra_cluster_correlation == Approx(1));
  const ClusteredBound even = clustered_upper_bound(std::vector<Cluster>(50, {10, 2}), 0.95);
  CHECK(even.intra_cluster_correlation == 0);
  CHECK(even.design_effect == 1);
  CHECK(even.by_requests == Approx(upper_bound(100, 500, 0.95)));
  CHECK(even.by_clients == 1);

  // Worked by hand: sizes 4, 2, 2 with 3, 2, 0 hits. MSB 0.75, MSW 0.15, m0 2.5.
  const ClusteredBound hand = clustered_upper_bound({{4, 3}, {2, 2}, {2, 0}, {0, 0}}, 0.95);
  CHECK(hand.hits == 5);
  CHECK(hand.intra_cluster_correlation == 1);  // three misses are too few to estimate from
  const ClusteredBound twice =
      clustered_upper_bound({{4, 3}, {2, 2}, {2, 0}, {4, 3}, {2, 2}, {2, 0}}, 0.95);
  // MSB = (8.5 - 100/16) / 5 = 0.45; MSW = (10 - 8.5) / 10 = 0.15; m0 = (16 - 48/16) / 5 = 2.6.
  CHECK(twice.intra_cluster_correlation == Approx((0.45 - 0.15) / (0.45 + 1.6 * 0.15)));
  CHECK(twice.design_effect == Approx(1 + 2.0 * twice.intra_cluster_correlation));
}

TEST_CASE("unequal clusters weigh by the sum of squares") {
  // One crawler with 9,000 requests and 1,000 clients with one.
  std::vector<Cluster> clusters(1000, {1, 0});
  clusters.push_back({9000, 0});
  const ClusteredBound bound = clustered_upper_bound(clusters, 0.95);
  CHECK(bound.design_effect == Approx((81e6 + 1000) / 10000));
  CHECK(bound.by_requests > bound.by_clients);
  CHECK(bound.worse == bound.by_requests);
}

TEST_CASE("one scanner that is always seen does not make up for clients that are not") {
  std::vector<Cluster> clusters(50, {1, 0});
  clusters.push_back({10000, 10000});
  const ClusteredBound bound = clustered_lower_bound(clusters, 0.95);
  CHECK(bound.worse < 0.01);
}

}  // namespace
}  // namespace sig::statistics

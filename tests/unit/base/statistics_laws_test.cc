#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "base/incomplete_beta.h"
#include "base/statistics.h"

namespace sig::statistics {
namespace {

/// P(X <= k) of n trials at p, summed term by term: the definition, independent of the beta
/// function.
double binomial_cdf(int k, int n, double p) {
  double term = std::pow(1 - p, n);
  double sum = term;
  for (int i = 1; i <= k; ++i) {
    term *= (n - i + 1) * p / (i * (1 - p));
    sum += term;
  }
  return sum;
}

TEST_CASE("at the bound, a result this good has exactly the probability alpha") {
  for (const double confidence : {0.9, 0.95, 0.975, 0.99}) {
    for (const int n : {1, 2, 10, 59, 300}) {
      for (int k = 0; k < n; k += 1 + n / 7) {
        const double bound = upper_bound(k, n, confidence);
        CHECK(binomial_cdf(k, n, bound) == Approx(1 - confidence).epsilon(1e-9));
      }
    }
  }
}

TEST_CASE("the upper bound covers the true rate at least as often as it says") {
  // Exact: for each true rate, sum the probability of the results whose bound reaches it.
  for (const int n : {20, 100}) {
    for (int step = 1; step < 40; ++step) {
      const double rate = step / 40.0;
      double covered = 0;
      for (int k = 0; k <= n; ++k) {
        const double probability =
            binomial_cdf(k, n, rate) - (k > 0 ? binomial_cdf(k - 1, n, rate) : 0);
        if (upper_bound(k, n, 0.95) >= rate) covered += probability;
      }
      CHECK(covered >= 0.95 - 1e-9);
    }
  }
}

TEST_CASE("bounds rise with hits, fall with trials and mirror each other") {
  const unsigned seed = 20261124;
  INFO("seed " << seed);
  std::mt19937_64 random(seed);
  for (int round = 0; round < 2000; ++round) {
    const double n = std::floor(std::exp(std::uniform_real_distribution<>(0, 17)(random))) + 1;
    const double k = n * std::pow(std::uniform_real_distribution<>(0, 1)(random), 8);
    INFO("k " << k << " n " << n);
    const double bound = upper_bound(k, n, 0.95);
    CHECK(bound > k / n);
    CHECK(lower_bound(k, n, 0.95) <= k / n);
    CHECK(upper_bound(k + 1, n, 0.95) >= bound);
    CHECK(upper_bound(k + 1e-3, n, 0.95) >= bound);
    CHECK(upper_bound(k, n * 1.001, 0.95) < bound);
    CHECK(upper_bound(k, n, 0.99) >= bound);
    CHECK(lower_bound(n - k, n, 0.95) == Approx(1 - bound).margin(1e-9));
  }
}

TEST_CASE("the inverse of the incomplete beta function undoes it") {
  std::mt19937_64 random(7);
  for (int round = 0; round < 2000; ++round) {
    const double a = std::exp(std::uniform_real_distribution<>(0, 12)(random));
    const double b = std::exp(std::uniform_real_distribution<>(0, 12)(random));
    const double p = std::uniform_real_distribution<>(1e-6, 1 - 1e-6)(random);
    INFO("a " << a << " b " << b << " p " << p);
    CHECK(incomplete_beta(a, b, inverse_incomplete_beta(a, b, p)) == Approx(p).margin(1e-8));
  }
}

}  // namespace
}  // namespace sig::statistics

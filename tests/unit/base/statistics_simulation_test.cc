#include <catch2/catch.hpp>
#include <map>
#include <random>

#include "base/statistics.h"

// Synthetic corpora whose true rate stands exactly at the limit. A gate that asks for
// `bound <= limit` at 95 % may pass at most one in twenty of them.
namespace sig::statistics {
namespace {

constexpr int corpora = 10000;
constexpr double confidence = 0.95;

double pass_rate(int passed) {
  return passed / static_cast<double>(corpora);
}

TEST_CASE("independent requests at exactly the limit pass at most one time in twenty") {
  const unsigned seed = 41;
  INFO("seed " << seed);
  std::mt19937_64 random(seed);
  const double limit = 1e-3;
  for (const int requests : {3000, 4750, 10000}) {
    std::binomial_distribution<int> hits(requests, limit);
    std::map<int, double> bounds;
    int passed = 0;
    for (int i = 0; i < corpora; ++i) {
      const int k = hits(random);
      const auto known = bounds.find(k);
      const double bound =
          known != bounds.end() ? known->second : upper_bound(k, requests, confidence);
      bounds.emplace(k, bound);
      passed += bound <= limit ? 1 : 0;
    }
    INFO(requests << " requests: " << passed << " passed");
    CHECK(passed > 0);
    CHECK(pass_rate(passed) <= 0.055);
  }
}

/// One corpus: each client has its own rate from a beta distribution with mean `rate` and variance
/// rate (1 - rate) rho, so that two requests of one client correlate by rho.
std::vector<Cluster> clustered_corpus(
    std::mt19937_64& random, double rate, double rho, int clients, std::uint64_t requests) {
  std::gamma_distribution<> a(rate * (1 - rho) / rho);
  std::gamma_distribution<> b((1 - rate) * (1 - rho) / rho);
  std::vector<Cluster> out;
  for (int i = 0; i < clients; ++i) {
    const double x = a(random);
    const double y = b(random);
    const double own = x + y > 0 ? x / (x + y) : 0;
    std::binomial_distribution<std::uint64_t> hits(requests, own);
    out.push_back({requests, hits(random)});
  }
  return out;
}

TEST_CASE("clustered requests fool the naive bound and not ours") {
  const unsigned seed = 42;
  INFO("seed " << seed);
  std::mt19937_64 random(seed);
  const double limit = 0.02;
  int naive_passed = 0;
  int requests_passed = 0;
  int ours_passed = 0;
  for (int i = 0; i < corpora; ++i) {
    const auto corpus = clustered_corpus(random, limit, 0.2, 150, 20);
    const ClusteredBound bound = clustered_upper_bound(corpus, confidence);
    const double naive =
        upper_bound(static_cast<double>(bound.hits), static_cast<double>(bound.units), confidence);
    naive_passed += naive <= limit ? 1 : 0;
    requests_passed += bound.by_requests <= limit ? 1 : 0;
    ours_passed += bound.worse <= limit ? 1 : 0;
  }
  INFO("naive " << naive_passed << ", by requests " << requests_passed << ", ours " << ours_passed);
  CHECK(pass_rate(naive_passed) > 0.10);
  CHECK(pass_rate(requests_passed) < pass_rate(naive_passed) / 2);
  CHECK(pass_rate(ours_passed) <= 0.06);
}

TEST_CASE("a rate far below the limit does pass") {
  std::mt19937_64 random(43);
  int passed = 0;
  for (int i = 0; i < 1000; ++i) {
    const auto corpus = clustered_corpus(random, 2e-5, 0.2, 150, 20);
    passed += clustered_upper_bound(corpus, confidence).worse <= 0.02 ? 1 : 0;
  }
  CHECK(passed > 900);
}

}  // namespace
}  // namespace sig::statistics

#include "base/incomplete_beta.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace sig::statistics {
namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon();
constexpr double tiny = 1e-300;

/// What Stirling's formula for ln(z!) leaves out (DLMF 5.11.1, four terms from 15 on).
double stirling_remainder(double z) {
  if (z >= 15) {
    const double square = z * z;
    return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - 1.0 / 1680 / square) / square) / square) / z;
  }
  // Not std::lgamma: it writes the global signgam.
  int sign = 0;
  return lgamma_r(z + 1, &sign) - (z + 0.5) * std::log(z) + z -
         0.5 * std::log(2 * std::numbers::pi);
}

/// x ln(x/m) + m - x without cancellation where x is near m (Loader, "Fast and accurate computation
/// of binomial probabilities", 2000).
double deviance(double x, double m) {
  const double difference = x - m;
  if (std::abs(difference) >= 0.1 * (x + m)) return x * std::log(x / m) + m - x;
  const double v = difference / (x + m);
  double sum = difference * v;
  double term = 2 * x * v;
  for (int j = 1; j < 1000; ++j) {
    term *= v * v;
    const double next = sum + term / (2 * j + 1);
    if (next == sum) break;
    sum = next;
  }
  return sum;
}

/// x^a (1-x)^b / B(a, b), in Loader's form: no difference of large logarithms.
double beta_weight(double a, double b, double x) {
  const double n = a + b;
  const double exponent = stirling_remainder(n) - stirling_remainder(a) - stirling_remainder(b) -
                          deviance(a, n * x) - deviance(b, n * (1 - x));
  return std::sqrt(a * b / (2 * std::numbers::pi * n)) * std::exp(exponent);
}

double away_from_zero(double value) {
  return std::abs(value) < tiny ? tiny : value;
}

/// The continued fraction of DLMF 8.17.22, evaluated by the modified Lentz method (DLMF 3.10(iii)).
double continued_fraction(double a, double b, double x) {
  double c = 1;
  double d = 1 / away_from_zero(1 - (a + b) * x / (a + 1));
  double value = d;
  // It converges within O(sqrt(max(a, b))) steps where x is on the near side of the mean.
  const double most = 1000 + 40 * std::sqrt(std::max(a, b));
  for (double m = 1; m < most; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away_from_zero(1 + even * d);
    c = away_from_zero(1 + even / c);
    value *= c * d;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away_from_zero(1 + odd * d);
    c = away_from_zero(1 + odd / c);
    value *= c * d;
    if (std::abs(c * d - 1) < 4 * epsilon) break;
  }
  return value;
}

}  // namespace

double incomplete_beta(double a, double b, double x) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const double weight = beta_weight(a, b, x);
  if (x < (a + 1) / (a + b + 2)) return std::min(1.0, weight * continued_fraction(a, b, x) / a);
  return std::max(0.0, 1 - weight * continued_fraction(b, a, 1 - x) / b);
}

double beta_density(double a, double b, double x) {
  if (x <= 0 || x >= 1) return 0;
  return beta_weight(a, b, x) / (x * (1 - x));
}

double inverse_incomplete_beta(double a, double b, double p) {
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  double low = 0;
  double high = 1;
  double x = a / (a + b);
  for (int i = 0; i < 200; ++i) {
    const double excess = incomplete_beta(a, b, x) - p;
    (excess > 0 ? high : low) = x;
    const double slope = beta_density(a, b, x);
    double next = slope > 0 ? x - excess / slope : -1;
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (std::abs(next - x) <= 2 * epsilon * x || next == low || next == high) return next;
    x = next;
  }
  return x;
}

}  // namespace sig::statistics

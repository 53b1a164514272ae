#pragma once

namespace sig::statistics {

/// The regularised incomplete beta function I_x(a, b) for a, b > 0 and 0 <= x <= 1, to about twelve
/// digits up to a + b = 10^12 (DLMF 8.17). Thread-safe.
double incomplete_beta(double a, double b, double x);

/// Its derivative by x: the density of the beta distribution.
double beta_density(double a, double b, double x);

/// The x with I_x(a, b) = p, by Newton's method inside a shrinking bracket.
double inverse_incomplete_beta(double a, double b, double p);

}  // namespace sig::statistics

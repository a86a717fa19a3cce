/** Φ(x) by its Taylor series about 0 (Marsaglia 2004, "Evaluating the Normal Distribution"), |x| < 7. */
function cumulative(x: number): number {
  let term = x;
  let sum = x;
  for (let i = 3; sum + term !== sum; i += 2) {
    term *= (x * x) / i;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

/**
 * Quantile of the standard normal distribution, Φ⁻¹(p), by bisection; absolute error below 1e-9.
 *
 * @param p range [1e-9, 1 − 1e-9]; values outside are taken as its ends
 */
export function normalQuantile(p: number): number {
  let low = -6;
  let high = 6;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (cumulative(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

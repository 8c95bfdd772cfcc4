// log erfc(x) in double precision, also where erfc itself underflows.

const LOG_SQRT_PI = 0.5 * Math.log(Math.PI);

/** log(1 - erf(x)) for any finite x: the Maclaurin series of erf up to 2, the continued fraction of erfc above. */
export function logErfc(x: number): number {
  if (x < 0) return Math.LN2 + Math.log1p(-Math.exp(logErfc(-x)) / 2);
  if (x < 2) return Math.log1p(-erfSeries(x));
  // erfc(x) = exp(-x^2) / sqrt(pi) / (x + 1/2 / (x + 2/2 / (x + 3/2 / (x + ...))))
  let fraction = 0;
  for (let n = 80; n >= 1; n--) fraction = n / 2 / (x + fraction);
  return -x * x - LOG_SQRT_PI - Math.log(x + fraction);
}

function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

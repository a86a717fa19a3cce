/** Three significant digits, without trailing zeros. */
export function threeDigits(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** A number in (0, 1) that is not rounded to 1. */
export function shareDigits(value: number): string {
  return value > 0.99 ? String(Number(value.toFixed(6))) : threeDigits(value);
}

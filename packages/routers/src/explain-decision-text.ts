/** Three significant digits, without trailing zeros. */
export function threeDigits(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** A p-value in two significant digits: 0.0483 → "0.048". */
export function pValueText(pValue: number): string {
  return String(Number(pValue.toPrecision(2)));
}

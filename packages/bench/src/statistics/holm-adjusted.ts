/**
 * p-values adjusted for their number (Holm 1979): the chance that any true null hypothesis among them falls below a level
 * is at most that level, whatever their dependence. In ascending order p̃_(i) = max over j ≤ i of min(1, (m − j + 1)·p_(j)).
 *
 * @returns in the order of `pValues`
 */
export function holmAdjusted(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).sort((a, b) => at(pValues, a) - at(pValues, b));
  const adjusted = new Array<number>(pValues.length).fill(1);
  let highest = 0;
  order.forEach((index, rank) => {
    highest = Math.max(highest, Math.min(1, (pValues.length - rank) * at(pValues, index)));
    adjusted[index] = highest;
  });
  return adjusted;
}

function at(values: readonly number[], index: number): number {
  return values[index] as number;
}

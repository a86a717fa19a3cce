import { type CalibrationPoint, meetsTarget } from './calibration-point.js';
import type { CalibrationTarget } from './calibration-target.js';

/** Two knobs between which a router begins to meet a target. */
export interface KnobBracket {
  meets: number;
  misses: number;
}

/**
 * The two neighbours of a grid between which the target lies: the dearest step of the grid that leaves a cost, or the
 * cheapest one that reaches an accuracy. Undefined where no two neighbours differ.
 *
 * @param grid the router at its knobs, ordered from cheap to dear; a measured grid need not be monotone
 */
export function bracketTarget(
  grid: readonly CalibrationPoint[],
  target: CalibrationTarget,
): KnobBracket | undefined {
  const met = grid.map((point) => meetsTarget(point, target));
  const brackets = grid.flatMap((point, index): KnobBracket[] => {
    const cheaper = grid[index - 1];
    if (cheaper === undefined || cheaper.knob === null || point.knob === null) return [];
    if (met[index - 1] === met[index]) return [];
    // Only where the dearer knob is on the side that the target puts it on.
    if (met[index] !== (target.kind === 'accuracy')) return [];
    return [
      met[index] ? { meets: point.knob, misses: cheaper.knob } : { meets: cheaper.knob, misses: point.knob },
    ];
  });
  return target.kind === 'accuracy' ? brackets[0] : brackets.at(-1);
}

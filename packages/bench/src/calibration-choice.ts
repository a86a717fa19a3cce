import { type CalibrationPoint, meetsTarget } from './calibration-point.js';
import type { CalibrationTarget } from './calibration-target.js';

/**
 * The point to use for a target: of those that keep within a cost the most accurate, the cheaper of equals; of those
 * that reach an accuracy the cheapest, the more accurate of equals. Undefined where no point meets it; an accuracy is
 * always met by the dearest model alone.
 *
 * @param points measured on validation queries; the single models are among them
 * @throws ValidationError for an accuracy where the dearest model alone answered nothing right
 */
export function chooseKnob(
  points: readonly CalibrationPoint[],
  target: CalibrationTarget,
): CalibrationPoint | undefined {
  const [first, ...others] = points.filter((point) => meetsTarget(point, target));
  const isBetter = target.kind === 'accuracy' ? isCheaper : isMoreAccurate;
  return others.reduce((best, point) => (best !== undefined && isBetter(point, best) ? point : best), first);
}

function isCheaper(a: CalibrationPoint, b: CalibrationPoint): boolean {
  return a.cost < b.cost || (a.cost === b.cost && a.accuracy > b.accuracy);
}

function isMoreAccurate(a: CalibrationPoint, b: CalibrationPoint): boolean {
  return a.accuracy > b.accuracy || (a.accuracy === b.accuracy && a.cost < b.cost);
}

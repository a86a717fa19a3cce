import type { RoutableModel } from '../router.js';
import { type TrajectoryEvidence, trajectoryEvidence } from '../trajectory-evidence.js';
import { type TrajectoryView, viewTrajectory } from '../trajectory-view.js';
import { type SketchOptions, sketchModels, sketchTrajectory } from './sketch-trajectory.js';

export interface SketchViewOptions extends SketchOptions {
  /** From the cheapest to the dearest, default `sketchModels`. */
  models?: readonly RoutableModel[];
}

/** What a judge sees of a sketched trajectory (`sketchTrajectory`). */
export function sketchView(
  notation: string,
  { models = sketchModels, ...options }: SketchViewOptions = {},
): TrajectoryView {
  return viewTrajectory(sketchTrajectory(notation, options), models);
}

/** What criteria measure of it: `sketchEvidence('s0.02@1 L@2')`. */
export function sketchEvidence(notation: string, options?: SketchViewOptions): TrajectoryEvidence {
  return trajectoryEvidence(sketchView(notation, options));
}

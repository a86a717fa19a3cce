import {
  type CriticalSteps,
  type ModelPool,
  QueryMaps,
  type QueryView,
  routableModels,
  type Trajectory,
  trajectoryEvidence,
  viewTrajectory,
} from '@roro/core';

const maps = new QueryMaps();

/** A critical line that is missed costs the answer, an escalation too many only its price. */
const missWeight = 4;

/** Lines that a rubric of labels speaks of at most. */
const mostLines = 6;

/**
 * The criteria that a query's counterfactual labels call for: its critical lines by the large model, the other lines
 * that were worked on by the small one where it is sure, at a low cost; where neither model is right, nothing is known of single lines and the large
 * model should write most.
 *
 * @param reference an answer of the dearest model: it says which lines are worked on at all
 */
export function labelCriteria(
  { stratum, segments }: CriticalSteps,
  reference: Trajectory,
  pool: ModelPool,
): { definition: string; level: string; weight?: number }[] {
  const { steps } = trajectoryEvidence(viewTrajectory(reference, routableModels(pool)));
  const worked = [...new Set(steps.map((step) => step.segment))];
  if (stratum === 'neither-right') {
    return [
      { definition: 'large-share-at-least', level: '0.6' },
      { definition: 'calls-a-sure-large', level: '0.15' },
      { definition: 'recovers-after-doubt', level: '0.15' },
    ];
  }
  const others = worked.filter((segment) => !segments.includes(segment));
  const lines = [
    ...segments.map((segment) => ({
      definition: 'large-writes-line',
      level: String(segment + 1),
      weight: missWeight,
    })),
    ...others.map((segment) => ({ definition: 'sure-hand-on-line', level: String(segment + 1) })),
  ].slice(0, mostLines);
  return [
    ...lines,
    { definition: 'escalates-after-doubt', level: '0.15' },
    { definition: 'cost-share-at-most', level: segments.length < 2 ? '0.3' : '0.5' },
  ];
}

/** A line with its names and numbers made equal: `c=b*7` and `g=f*3` have one shape, `a=a*0`. */
export function lineShape(line: string): string {
  return line.replace(/\d+/g, '0').replace(/[a-z]+/gi, 'a');
}

/** Shapes of a query's lines, by segment. */
export function lineShapes(query: QueryView): string[] {
  return maps.get(query.prompt).texts.map(lineShape);
}

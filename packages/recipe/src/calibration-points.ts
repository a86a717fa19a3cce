import {
  allBenchmarks,
  type BenchmarkOutcomes,
  type CalibrationPoint,
  calibrationPoint,
  endOutcomes,
  largeOnly,
  type OutcomeRow,
  packOutcomes,
} from '@roro/bench';

/** Outcomes of one line. Queries of several benchmarks are told apart by its name. */
export function packLine(line: string, rows: readonly OutcomeRow[]): BenchmarkOutcomes {
  return packOutcomes(
    rows
      .filter(({ benchmark }) => line === allBenchmarks || benchmark === line)
      .map((row) => ({ ...row, benchmark: line, queryId: `${row.benchmark}/${row.queryId}` })),
  );
}

/** A router at its knobs and the single models, against the dearest of them. */
export function pointsOf(outcomes: BenchmarkOutcomes, router: string): CalibrationPoint[] {
  const reference = endOutcomes(outcomes, largeOnly);
  return [...outcomes.routers.values()].flatMap((own) =>
    own.knobs.map((atKnob) =>
      calibrationPoint(
        // The single models are a family whose knob is the place in the pool; theirs is no knob of the router.
        { router: own.router, knob: own.router === router ? atKnob.knob : null },
        atKnob,
        reference,
      ),
    ),
  );
}

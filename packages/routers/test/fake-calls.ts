import type { RouterCalls, StepView, TokenUncertainty } from '@roro/core';

/** Planned answers of the calls that a router may make, by model or scorer. */
export interface PlannedCalls {
  probe?: Record<string, TokenUncertainty>;
  /** By model, then by number of the draw. */
  draft?: Record<string, readonly StepView[]>;
  score?: Record<string, (candidate: StepView) => number>;
  stepScores?: Record<string, readonly number[]>;
}

/** Calls that answer what is planned and reject anything else; `asked` lists them, for example `probe small`. */
export function fakeCalls(planned: PlannedCalls): RouterCalls & { asked: string[] } {
  const asked: string[] = [];
  async function answer<T>(call: string, planned: T | undefined): Promise<T> {
    asked.push(call);
    if (planned === undefined) throw new Error(`Unplanned call: ${call}.`);
    return planned;
  }
  return {
    asked,
    probe: (model) => answer(`probe ${model}`, planned.probe?.[model]),
    draft: (model, draw = 0) => answer(`draft ${model} ${draw}`, planned.draft?.[model]?.[draw]),
    score: (scorer, candidate) =>
      answer(`score ${scorer} ${candidate.text.trim()}`, planned.score?.[scorer]?.(candidate)),
    stepScores: (scorer) => answer(`stepScores ${scorer}`, planned.stepScores?.[scorer]),
  };
}

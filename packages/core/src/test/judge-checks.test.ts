import { describe, expect, it } from 'vitest';
import type { Judge } from '../judge.js';
import { rubricScore } from '../judgement-score.js';
import type { Judgement, Rubric } from '../preference.js';
import type { TrajectoryView } from '../trajectory-view.js';
import { judgeChecks } from './judge-checks.js';
import { sketchView } from './sketch-evidence.js';

const rubric: Rubric = {
  version: 1,
  queryId: 'sketch',
  criteria: ['a', 'b'].map((id) => ({
    id,
    text: 'The routing is good.',
    weight: 1,
    kind: 'principle',
    scope: 'step',
  })),
};
const trajectories = [sketchView('s@1 L@2'), sketchView('L@1')];

function judgementOf(trajectory: TrajectoryView, changes: Partial<Judgement> = {}): Judgement {
  const criteria = rubric.criteria.map(({ id }) => ({
    id,
    probability: trajectory.steps.length === 2 ? 0.75 : 0.5,
    evidence: '',
    perStep: trajectory.steps.map((_, index) => ({ index, probability: 0.5 })),
  }));
  return {
    version: 1,
    trajectoryId: trajectory.id,
    judge: { id: 'fake', version: '1' },
    criteria,
    score: rubricScore(rubric, criteria),
    usage: [],
    ...changes,
  };
}

const fake = (judge: Judge['judge']): Judge => ({ id: 'fake', version: '1', judge });

async function failures(judge: Judge, sample = trajectories): Promise<[string, string][]> {
  const failed: [string, string][] = [];
  for (const { name, run } of judgeChecks(judge, sample, [rubric])) {
    await run().catch((error: Error) => failed.push([name, error.message]));
  }
  return failed;
}

describe('judgeChecks', () => {
  it('pass for a Judge that keeps its promises', async () => {
    expect(await failures(fake((trajectory) => judgementOf(trajectory)))).toEqual([]);
    const sometimes = fake(async (trajectory) => {
      const { score: _score, ...rest } = judgementOf(trajectory, { criteria: [], failure: 'unreadable' });
      return trajectory.steps.length === 1 ? rest : judgementOf(trajectory);
    });
    expect(await failures(sometimes)).toEqual([]);
  });

  it('name what is broken', async () => {
    let calls = 0;
    const cases: [Judge['judge'], RegExp, RegExp][] = [
      [(trajectory) => judgementOf(trajectory, { score: 2 }), /schema/, /score/],
      [(trajectory) => judgementOf(trajectory, { trajectoryId: 'z' }), /schema/, /"z"/],
      [(trajectory) => judgementOf(trajectory, { judge: { id: 'x', version: '1' } }), /schema/, /"x"/],
      [
        (trajectory) => judgementOf(trajectory, { criteria: judgementOf(trajectory).criteria.toReversed() }),
        /one verdict/,
        /is not/,
      ],
      [
        (trajectory) => {
          const { score: _score, ...rest } = judgementOf(trajectory);
          return { ...rest, failure: 'with verdicts' };
        },
        /one verdict/,
        /failed/,
      ],
      [
        (trajectory) => {
          const { score: _score, ...rest } = judgementOf(trajectory);
          return { ...rest, criteria: [], failure: 'never works' };
        },
        /at least one/,
        /never works/,
      ],
      [(trajectory) => judgementOf(trajectory, { score: 0.9 }), /weighted mean/, /got 0\.9/],
      [
        (trajectory) => {
          const [first, ...rest] = judgementOf(trajectory).criteria;
          if (first === undefined) throw new Error('no criterion');
          const perStep = [{ index: 2, probability: 0.5 }];
          return judgementOf(trajectory, { criteria: [{ ...first, perStep }, ...rest] });
        },
        /verdicts on steps/,
        /steps of 0–1/,
      ],
      [
        (trajectory) => judgementOf(trajectory, { usage: Array.from({ length: calls++ % 3 }, usage) }),
        /same judgement/,
        /is not/,
      ],
      [
        (trajectory) => {
          Object.assign(trajectory, { finish: 'truncated' });
          return judgementOf(trajectory);
        },
        /stay as they were/,
        /changed/,
      ],
      [
        (trajectory) => {
          if (trajectory.steps.length === 0) throw new Error('no steps');
          return judgementOf(trajectory);
        },
        /without steps/,
        /no steps/,
      ],
      [
        (trajectory, _rubric, { signal } = {}) => {
          if (signal?.aborted) throw new Error('plain');
          return judgementOf(trajectory);
        },
        /aborted/,
        /plain/,
      ],
    ];
    for (const [judge, name, message] of cases) {
      const failed = await failures(
        fake(judge),
        trajectories.map((trajectory) => ({ ...trajectory })),
      );
      expect(
        failed.some(([check, error]) => name.test(check) && message.test(error)),
        `${name}: ${JSON.stringify(failed)}`,
      ).toBe(true);
    }
    const strangers = [sketchView('s@1', { queryId: 'other' })];
    const judge = fake((trajectory) => judgementOf(trajectory));
    expect((await failures(judge, strangers))[0]?.[1]).toMatch(/rubric of its query/);
  });
});

function usage(): Judgement['usage'][number] {
  return {
    model: 'x',
    purpose: 'judge',
    prefillTokens: 0,
    cachedTokens: 0,
    generatedTokens: 0,
    seconds: 0,
  };
}

// Measures rollouts whose steps are all in the store (the rate that a training run lives on), and opening a
// store from disk, in CPU time of the process, so that neighbours do not count. Run with `pnpm --filter @roro/engine bench:rollout`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPool, Random, type Router } from '@roro/core';
import { MockModel } from '@roro/core/test';
import { type AnswerGrader, DiskStepStore, runRollouts } from '@roro/engine';

const grader: AnswerGrader = {
  format: { delimiter: '\n', finalAnswer: (text) => /^#(.*?)\n?$/.exec(text)?.[1] },
  verifier: { verify: (query, answer) => ({ correct: answer === query.answer, reason: 'equal' }) },
};
const queries = Array.from({ length: 200 }, (_, i) => ({
  id: `q${i}`,
  prompt: `a=17+${i};b=a*3;c=b-5;answer c\n`,
  answer: '42',
  benchmark: 'bench',
  meta: {},
}));
const pool = createPool(
  'bench',
  (['small', 'large'] as const).map((id, i) => ({
    id,
    parameters: 50_000 * (1 + 7 * i),
    model: new MockModel(id, (prefix, options) => {
      const random = new Random(id, prefix, options.seed ?? 0);
      const tokens = Array.from({ length: 10 }, () => ({
        logProbability: -random.uniform(),
        entropy: random.uniform(),
        margin: random.uniform(),
      }));
      const steps = prefix.split('\n').length - 2;
      return {
        text: steps >= 5 ? `#${random.integer(40, 44)}` : `a=${random.integer(10, 12)}+07=24`,
        metadata: { tokens, stopSequence: '\n' },
      };
    }),
  })),
);
const router: Router = {
  id: 'bench',
  version: '1',
  mode: 'assign',
  decide: ({ random, models }) => {
    const index = random.categorical([0.5, 0.5]);
    return {
      action: { type: 'assign', model: models[index]?.id ?? '' },
      probabilities: [0.5, 0.5],
      observation: Array.from({ length: 16 }, (_, i) => i / 16),
    };
  },
};

const folder = mkdtempSync(join(tmpdir(), 'roro-bench-'));
try {
  const options = { queries, benchmark: grader, pool, router, groupSize: 64, seed: 1 };
  const fill = new DiskStepStore(folder);
  const cold = await time(() => runRollouts({ ...options, store: fill }));
  fill.close();
  report('steps generated, mock model', cold.result.counts.generated, cold.seconds);
  const opened = await time(async () => new DiskStepStore(folder));
  report('stored steps read from disk', opened.result.size, opened.seconds);
  for (let round = 1; round <= 3; round++) {
    const warm = await time(() => runRollouts({ ...options, store: opened.result }));
    if (warm.result.counts.generated > 0) throw new Error('Expected every step to be in the store.');
    report(`step lookups, round ${round}`, warm.result.counts.requested, warm.seconds);
  }
  opened.result.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function time<T>(work: () => Promise<T>): Promise<{ result: T; seconds: number }> {
  const start = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(start);
  return { result, seconds: (user + system) / 1e6 };
}

function report(what: string, count: number, seconds: number): void {
  console.log(
    `${what}: ${count} in ${seconds.toFixed(2)} CPU-s = ${Math.round(count / seconds).toLocaleString('en')}/CPU-s`,
  );
}

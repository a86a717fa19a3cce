import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sketchView } from '@roro/core/test';
import { LearnedJudge } from '@roro/judge';
import { criterionBank, LearnedRubricor } from '@roro/rubricor';
import { chooseBackend } from '@roro/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ViewedPair } from '../pairs.js';
import { alternate } from './alternate.js';
import type { RewardData } from './reward-data.js';

beforeAll(() => chooseBackend());

/**
 * A world with a known optimum: a line with `*` needs the large model, any other line is wasted on it. Outcome and cost
 * are alike on both sides of a pair: only who wrote the hard line differs.
 */
function world(count: number): RewardData {
  const pairs = Array.from({ length: count }, (_, i): ViewedPair => {
    const hard = 1 + (i % 3);
    const lines = [1, 2, 3].map((line) => (line === hard ? `v${line}=u*7` : `v${line}=u+${10 + i}`));
    const prompt = `u=1\n${lines.join('\n')}\n`;
    const queryId = `q${i}`;
    const easy = 1 + (hard % 3);
    const by = (large: number): string =>
      [1, 2, 3].map((line) => `${line === large ? 'L0.01' : 's0.01'}@${line + 1}`).join(' ');
    const side = (large: number) => sketchView(by(large), { id: `${queryId}-${large}`, queryId, prompt });
    return {
      pair: {
        version: 1,
        queryId,
        chosen: `${queryId}-${hard}`,
        rejected: `${queryId}-${easy}`,
        reason: 'process',
        margin: 1,
      },
      chosen: side(hard),
      rejected: side(easy),
    };
  });
  const train = pairs.slice(0, count - 24);
  const queries = new Map(pairs.map(({ chosen }) => [chosen.query.id, chosen.query]));
  return {
    pairs: { train, validation: pairs.slice(-24, -12), test: pairs.slice(-12) },
    // Half of the labels are missing: the alternation has to find the rest.
    examples: train.slice(0, train.length / 2).map(({ chosen }, i) => ({
      query: chosen.query,
      criteria: [
        { definition: 'large-writes-line', level: String(2 + (i % 3)) },
        { definition: 'cost-share-at-most', level: '0.5' },
        { definition: 'small-opens', level: '1' },
      ],
    })),
    studied: queries,
    queries,
  };
}

describe('alternation', () => {
  it('finds the known optimum: held-out pairs judged right, rubrics that name the hard line, nothing of the outcome used', async () => {
    const data = world(96);
    const options = { data, bank: criterionBank, seed: 1, rounds: 2, judgeUpdates: 6, rubricorUpdates: 4 };
    const alternation = await alternate({ ...options, leastCorrelation: 0.2 });
    expect(alternation.stages.map(({ stage }) => stage).slice(0, 5)).toEqual([
      'warm-up',
      'judge',
      'rubricor',
      'judge',
      'rubricor',
    ]);
    expect(alternation.stages.at(-1)?.test.process).toBeGreaterThanOrEqual(0.9);
    const rubricor = new LearnedRubricor(alternation.rubricor);
    const judge = new LearnedJudge(alternation.judge, { bank: criterionBank });
    const named = data.pairs.test.filter(({ chosen }) => {
      const hard = chosen.query.prompt.split('\n').findIndex((line) => line.includes('*')) + 1;
      const { rubric } = rubricor.write(chosen.query);
      const score = rubric && judge.judge(chosen, rubric).score;
      expect(score).toBeGreaterThanOrEqual(-1);
      return rubric?.criteria.some(
        ({ source }) => source?.level === String(hard) && source.definition === 'large-writes-line',
      );
    });
    expect(named.length).toBeGreaterThanOrEqual(8);
    for (const { correlation, deviation } of alternation.criteria) {
      expect(correlation ?? 0).not.toBeNaN();
      expect(deviation).not.toBeNaN();
    }
  }, 60_000);

  it('cannot name the hard line with one rubric for all queries', async () => {
    const data = world(60);
    const { fixed, stages } = await alternate({
      data,
      bank: criterionBank,
      seed: 1,
      rounds: 1,
      judgeUpdates: 2,
      rubricorUpdates: 1,
      leastCorrelation: 0.2,
      without: 'query-specific rubrics',
    });
    expect(fixed?.criteria.length).toBeGreaterThanOrEqual(3);
    expect(stages.map(({ stage }) => stage)).toEqual(['warm-up', 'judge']);
  }, 60_000);

  it('goes on from its checkpoints after a stop in any phase, to the same bytes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'roro-alternation-'));
    const updates = { rounds: 2, judgeUpdates: 2, rubricorUpdates: 2 };
    const data = world(30);
    const run = async (name: string, stopAt?: string) => {
      const controller = new AbortController();
      const made: string[] = [];
      const alternation = alternate({
        data,
        bank: criterionBank,
        seed: 1,
        ...updates,
        leastCorrelation: 0.2,
        checkpoints: { directory: join(folder, name), every: 1, of: { setting: 'same-family' } },
        task: 'reward',
        onProgress: ({ task, done }) => {
          made.push(`${task}, ${done}`);
          if (made.at(-1) === stopAt) controller.abort();
        },
        signal: controller.signal,
      });
      if (stopAt !== undefined) await expect(alternation).rejects.toThrow(/resume/);
      return { made, alternation: stopAt === undefined ? await alternation : undefined };
    };
    const files = (name: string) =>
      readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' })
        .filter((path) => /\.(jsonl|safetensors)$/.test(path))
        .sort()
        .map((path) => [path, readFileSync(join(folder, name, path)).toString('base64')]);
    const whole = await run('whole');
    expect(whole.made).toHaveLength(8);
    expect(files('whole')).toHaveLength(4 * 3);
    for (const stopAt of ['reward: rubricor, round 1, 1', 'reward: judge, round 2, 1']) {
      const stopped = await run(stopAt, stopAt);
      const resumed = await run(stopAt);
      expect([...stopped.made, ...resumed.made]).toEqual(whole.made);
      expect(resumed.alternation).toEqual(whole.alternation);
      expect(files(stopAt)).toEqual(files('whole'));
    }
    rmSync(folder, { recursive: true });
  }, 60_000);
});

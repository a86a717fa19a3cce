import { rmSync } from 'node:fs';
import { type Query, type Trajectory, trajectorySchema } from '@roro/core';
import { type MockModel, promptText, sketchTrajectory } from '@roro/core/test';
import { MemoryStepStore, runRollouts, type StepStore } from '@roro/engine';
import { fixedRouter } from '@roro/routers';
import { afterAll, describe, expect, it } from 'vitest';
import { findCriticalSteps, stratumOf } from './critical-steps.js';
import { engineOptions, graderOf } from './settings.js';
import { type LineWorld, lineWorld, rightLines } from './test/line-world.js';
import { testContext } from './test/test-context.js';

const context = testContext({
  benchmarks: ['sums'],
  generation: { samplesPerNode: 3 },
  collect: { criticalSamples: 3 },
});

afterAll(() => rmSync(context.config.runs, { recursive: true }));

const isLong = (query: Query): boolean => rightLines(query).length >= 5;

/** Each model alone on every query, by query id. */
async function endsOf(
  { setting, queries }: LineWorld,
  store: StepStore = new MemoryStepStore(),
): Promise<Map<string, Trajectory[]>> {
  const models = [fixedRouter(0), fixedRouter(-1)] as const;
  const { trajectories } = await runRollouts({
    ...engineOptions(context.config),
    pool: setting.pool,
    queries,
    benchmark: graderOf(context.config),
    groupSize: 2,
    router: ({ sample }) => models[sample as 0 | 1],
    seed: context.config.seed,
    store,
  });
  for (const trajectory of trajectories) trajectorySchema.parse(trajectory);
  return new Map(
    queries.map(({ id }) => [id, trajectories.filter((trajectory) => trajectory.query.id === id)]),
  );
}

async function search(world: LineWorld) {
  const store = new MemoryStepStore();
  return findCriticalSteps(context, world.setting, store, await endsOf(world));
}

/**
 * Has the large model end its lines, but for the last one, with a mark that tells draws apart; both overlook marks that they read.
 *
 * @returns what it is asked to go on with, call after call
 */
function markDraws(model: MockModel): string[] {
  const prefixes: string[] = [];
  const generate = model.doGenerate.bind(model);
  model.doGenerate = async (options) => {
    prefixes.push(promptText(options));
    const prompt = JSON.parse(JSON.stringify(options.prompt).replace(/ ~\d+/g, ''));
    const result = await generate({ ...options, prompt });
    if (model.modelId === 'small' || result.finishReason.raw === 'end') return result;
    const content = result.content.map((part) =>
      part.type === 'text' ? { ...part, text: `${part.text} ~${options.seed}` } : part,
    );
    return { ...result, content };
  };
  return prefixes;
}

describe('stratumOf', () => {
  const { setting } = lineWorld(1, { small: () => [] });
  const stratum = (...answers: [notation: string, correct: boolean][]) =>
    stratumOf(
      answers.map(([notation, correct]) => sketchTrajectory(notation, { correct })),
      setting,
    );

  it('goes by more than half of what each model wrote alone', () => {
    expect(stratum(['s@1 s@2', true], ['L@1', false])).toBe('small-right');
    expect(stratum(['s@1', false], ['L@1 L@2', true])).toBe('only-large-right');
    expect(stratum(['s@1', false], ['L@1', false])).toBe('neither-right');
    // Half is not enough, for neither.
    expect(stratum(['s@1', true], ['s@1', false], ['L@1', true])).toBe('only-large-right');
    expect(stratum(['s@1', false], ['L@1', true], ['L@1', false])).toBe('neither-right');
    expect(stratum(['s@1', true], ['s@1', true], ['s@1', false], ['L@1', false])).toBe('small-right');
  });

  it('counts no answer that both wrote, and none without a step', () => {
    expect(stratum(['s@1 L@2', true], ['L@1', true])).toBe('only-large-right');
    expect(stratum(['', true], ['s@1', false], ['L@1', false])).toBe('neither-right');
    expect(stratum()).toBe('neither-right');
  });
});

describe('findCriticalSteps', () => {
  it('finds the one line that the small model writes wrong', async () => {
    const hard = (query: Query): number => Number(query.id.split('-').at(-1)) % rightLines(query).length;
    const world = lineWorld(8, { small: (query) => [hard(query)] }, isLong);
    const { labels, rollouts } = await search(world);
    expect(labels.map(({ queryId, stratum, steps }) => ({ queryId, stratum, steps }))).toEqual(
      world.queries.map((query) => ({
        queryId: query.id,
        stratum: 'only-large-right',
        steps: [hard(query)],
      })),
    );
    expect(new Set(labels.flatMap(({ steps }) => steps)).size).toBeGreaterThan(2);
    // Three finishes for every step of the large model's answer.
    const steps = world.queries.reduce((sum, query) => sum + rightLines(query).length, 0);
    expect(rollouts).toBe(3 * steps);
  });

  it('finds several lines, the last one first and each with those after it mended', async () => {
    const world = lineWorld(3, { small: () => [1, 3] }, isLong);
    const { labels } = await search(world);
    expect(labels.map(({ steps }) => steps)).toEqual([
      [1, 3],
      [1, 3],
      [1, 3],
    ]);
  });

  it('has every finish begin with the very steps of the right answer, whichever draws they are', async () => {
    const world = lineWorld(3, { small: () => [1, 3] }, isLong);
    const prefixes = [world.small, world.large].map(markDraws);
    const store = new MemoryStepStore();
    const ends = await endsOf(world, store);
    for (const own of prefixes) own.length = 0;
    const { labels } = await findCriticalSteps(context, world.setting, store, ends);
    expect(labels.map(({ steps }) => steps)).toEqual(Array(3).fill([1, 3]));
    for (const { id, prompt } of world.queries) {
      const reference = ends.get(id)?.find(({ correct }) => correct)?.steps ?? [];
      const begun = reference.map((_, kept) =>
        reference
          .slice(0, kept)
          .map(({ text }) => text)
          .join(''),
      );
      const asked = prefixes.map((all) =>
        all.filter((prefix) => prefix.startsWith(prompt)).map((prefix) => prefix.slice(prompt.length)),
      );
      const [small, large] = asked as [string[], string[]];
      // The small model leaves no marks here: lines up to its first one are the large one's.
      const kept = (answer: string): string => /^(?:.* ~\d+\n)*/.exec(answer)?.[0] ?? '';
      expect(new Set(small.map(kept))).toEqual(new Set(begun));
      // From a step on there is more than one draw. What is kept is in the store: the large model is asked for critical steps alone.
      expect(small.filter((answer) => begun.includes(answer)).length).toBeGreaterThan(begun.length);
      expect(large.length).toBeGreaterThan(0);
      expect(large.filter((answer) => answer === kept(answer))).toEqual([]);
    }
  });

  it('names the segments of the query that the critical steps work on, each once', async () => {
    const world = lineWorld(3, { small: () => [1, 3] }, isLong);
    const { labels } = await search(world);
    for (const [index, { segments }] of labels.entries()) {
      const query = world.queries[index] as Query;
      const names = query.prompt.split('\n').map((line) => line[0]);
      // A step begins with the name that it works out, as the line of the query does.
      const expected = [1, 3].map((step) => names.indexOf(rightLines(query)[step]?.[0]));
      expect(segments).toEqual([...new Set(expected)]);
    }
  });

  it('labels every query and searches only where the large model alone is right', async () => {
    const kind = (query: Query): number => Number(query.id.split('-').at(-1)) % 3;
    const world = lineWorld(
      9,
      { small: (query) => (kind(query) === 0 ? [] : [2]), large: (query) => (kind(query) === 2 ? [0] : []) },
      isLong,
    );
    const { labels, rollouts } = await search(world);
    expect(labels.map(({ queryId }) => queryId)).toEqual(world.queries.map(({ id }) => id));
    const strata = ['small-right', 'only-large-right', 'neither-right'];
    for (const [index, { stratum, steps, segments }] of labels.entries()) {
      const query = world.queries[index] as Query;
      expect(stratum).toBe(strata[kind(query)]);
      expect(steps).toEqual(kind(query) === 1 ? [2] : []);
      expect(segments).toHaveLength(steps.length);
    }
    const searched = world.queries.filter((query) => kind(query) === 1);
    expect(rollouts).toBe(3 * searched.reduce((sum, query) => sum + rightLines(query).length, 0));
  });

  it('costs nothing where no query needs the large model', async () => {
    const { labels, rollouts } = await search(lineWorld(2, { small: () => [] }));
    expect(rollouts).toBe(0);
    expect(labels.map(({ stratum }) => stratum)).toEqual(['small-right', 'small-right']);
    const { setting } = lineWorld(1, { small: () => [] });
    expect(await findCriticalSteps(context, setting, new MemoryStepStore(), new Map())).toEqual({
      labels: [],
      rollouts: 0,
    });
  });
});

import type { Router } from '@roro/core';
import { expect, it } from 'vitest';
import { exploreRoutingTree } from './routing-tree.js';
import { runRollouts } from './run-rollouts.js';
import { assign, lineGrader, randomAssign, router, treeQueries, treeWorld } from './test/tree-world.js';
import { oracleOptions, soloPath } from './tree-values.js';

const options = {
  benchmark: lineGrader,
  seed: 3,
  budget: { maxSteps: 7 },
  generation: { samplesPerNode: 2 },
};
const alone = (model: string): Router => router('assign', () => assign(model));

it('holds what routers meet: both ends, and no rollout beats the oracle', async () => {
  const { pool } = treeWorld();
  const queries = treeQueries(12);
  const roll = async (by: Router) =>
    (await runRollouts({ ...options, queries, pool, router: by })).trajectories;
  const ends = [await roll(alone('small')), await roll(alone('large'))];
  const mixed = await Promise.all([0.2, 0.5, 0.8].map((share) => roll(randomAssign(share))));
  let solved = 0;
  for (const [i, query] of queries.entries()) {
    const tree = await exploreRoutingTree({ ...options, query, pool });
    ends.forEach((end, model) => {
      const path = soloPath(tree, model);
      expect(path.map(({ text }) => text)).toEqual(end[i]?.steps.map(({ text }) => text));
      expect(path.at(-1)?.final).toBe(end[i]?.correct);
      expect(path.map(({ correct }) => correct)).toEqual(end[i]?.steps.map(({ correct }) => correct));
    });
    const [any, right] = oracleOptions(tree);
    if (right !== undefined) solved += 1;
    for (const trajectories of [...ends, ...mixed]) {
      const { cost, correct } = trajectories[i] as (typeof trajectories)[number];
      expect(any?.cost).toBeLessThanOrEqual(cost.flops as number);
      if (correct === true) expect(right?.cost).toBeLessThanOrEqual(cost.flops as number);
    }
  }
  expect(solved).toBeGreaterThan(4);
});

it('beyond the limit each open prefix is finished by each model alone', async () => {
  const { pool } = treeWorld();
  const [query] = treeQueries(1) as [ReturnType<typeof treeQueries>[number]];
  const whole = await exploreRoutingTree({ ...options, query, pool });
  const limited = await exploreRoutingTree({ ...options, query, pool, maxNodes: 4 });
  expect(limited.size).toBeLessThan(whole.size);
  expect(limited.size).toBeGreaterThan(4);
  for (const model of [0, 1]) expect(soloPath(limited, model)).toEqual(soloPath(whole, model));
  const ends = await exploreRoutingTree({ ...options, query, pool, paths: 'ends' });
  for (const model of [0, 1]) expect(soloPath(ends, model)).toEqual(soloPath(whole, model));
});

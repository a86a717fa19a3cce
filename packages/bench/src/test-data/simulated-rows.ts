import { Random } from '@roro/core';
import type { OutcomeRow } from '../outcome-row.js';

export interface SimulationOptions {
  settings?: readonly string[];
  benchmarks?: readonly string[];
  queries?: number;
  seeds?: readonly number[];
}

/** A made-up router: with knob k a share k of its six steps is large; `skill` is how well it spends them. */
const skills: Record<string, number> = { random: 0, entropy: 0.15, grpo: 0.55 };
const knobs = [0.1, 0.25, 0.4, 0.55, 0.75];

/** Outcome rows of invented routers with known order (grpo > entropy > random), for tests alone. */
export function simulatedRows({
  settings = ['same-family'],
  benchmarks = ['sums', 'mixed'],
  queries = 60,
  seeds = [1, 2],
}: SimulationOptions = {}): OutcomeRow[] {
  const rows: OutcomeRow[] = [];
  for (const setting of settings) {
    for (const benchmark of benchmarks) {
      for (const split of ['validation', 'test'] as const) {
        for (let index = 0; index < queries; index++) {
          const queryId = `${benchmark}-${split}-${index}`;
          const difficulty = new Random(queryId).uniform();
          const add = (
            router: string,
            knob: number | null,
            seed: number,
            large: number,
            skill: number,
          ): void => {
            const random = new Random(setting, queryId, router, knob ?? -1, seed);
            const chance = 0.95 - 0.75 * difficulty * (1 - large ** (1 - skill));
            const largeTokens = Math.round(60 * large);
            rows.push({
              setting,
              benchmark,
              split,
              router,
              knob,
              seed,
              queryId,
              correct: random.bernoulli(chance),
              cost: 1000 * largeTokens + 100 * (60 - largeTokens),
              largeTokens,
              tokens: 60,
              calls: 6,
            });
          };
          add('srm-only', null, 1, 0, 0);
          add('lrm-only', null, 1, 1, 0);
          for (const [router, skill] of Object.entries(skills)) {
            for (const knob of knobs) for (const seed of seeds) add(router, knob, seed, knob, skill);
          }
        }
      }
    }
  }
  return rows;
}

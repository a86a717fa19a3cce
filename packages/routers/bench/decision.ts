// Cost of one routing decision, and of importing the package. Build first; then `pnpm bench:decision`.
import { spawnSync } from 'node:child_process';
import { Random, type Router, type RouterState } from '@roro/core';
import {
  encodePolicyFile,
  featureSets,
  fixedFamily,
  LearnedPolicy,
  learnedRouter,
  routerFamilies,
  trimAggRouter,
} from '@roro/routers';
import { exampleFittingData } from '@roro/routers/conformance';
import { fakeCalls } from '../test/fake-calls.ts';
import { randomPolicy } from '../test/policy.ts';
import { stepOf } from '../test/routing-state.ts';

const count = 40_000;
const warmUp = 4_000;
const models = [
  { id: 'small', relativeCost: 0.1 },
  { id: 'large', relativeCost: 1 },
];

/** States as a server meets them: ever new queries, and a newest step, or draft, that nobody has seen before. */
function* statesOf(random: Random, mode: Router['mode']): Generator<RouterState> {
  for (;;) {
    const name = (index: number) => String.fromCharCode(97 + index);
    const line = (_: unknown, index: number) =>
      `${name(index)}=${random.integer(10, 99)}+${random.integer(2, 99)}\n`;
    const prompt = `${Array.from({ length: 5 }, line).join('')}e?\n`;
    const steps: RouterState['steps'][number][] = [];
    for (let index = 0; index < 5; index++) {
      const text = `${name(index)}=${random.integer(10, 99)}+${random.integer(10, 99)}=${random.integer(20, 198)}\n`;
      const step = stepOf(index, text, random.pick(models).id, {
        meanEntropy: random.uniform(),
        maxEntropy: 1 + random.uniform(),
        firstEntropy: random.uniform(),
      });
      const scores = steps.map(() => random.uniform());
      const draftScore = random.uniform();
      if (mode === 'answer' && index === 0) {
        steps.push({ ...step, model: 'small' });
        continue;
      }
      yield {
        query: { id: prompt, prompt, benchmark: 'bench', meta: {} },
        models,
        steps: [...steps],
        ...(mode === 'review' ? { draft: { ...step, model: 'small' } } : {}),
        budget: { maxSteps: 16, spentShare: index / 16 },
        prefill: { tokens: [0, 12 * index], weight: 0.2 },
        random: random.fork(prompt, index),
        calls: fakeCalls({
          stepScores: { prm: scores },
          score: { prm: () => draftScore, verdict: () => draftScore },
          probe: { small: { logProbability: -0.1, entropy: draftScore } },
          draft: { small: [step, step, step] },
        }),
      };
      steps.push(step);
    }
  }
}

async function measure(title: string, router: Router): Promise<void> {
  const microseconds = new Float64Array(count);
  let done = -warmUp;
  for (const state of statesOf(new Random('decision', title), router.mode)) {
    const begin = performance.now();
    const decision = router.decide(state);
    if (decision instanceof Promise) await decision;
    const elapsed = performance.now() - begin;
    if (done >= 0) microseconds[done] = elapsed * 1000;
    done += 1;
    if (done === count) break;
  }
  const mean = microseconds.reduce((sum, value) => sum + value, 0) / count;
  microseconds.sort();
  const quantile = (share: number) => (microseconds[Math.floor(share * (count - 1))] as number).toFixed(2);
  const rate = Math.round(1e6 / mean).toString();
  console.log(
    `${title.padEnd(24)} ${rate.padStart(9)} decisions/s   p50 ${quantile(0.5)} µs   p99 ${quantile(0.99)} µs`,
  );
}

/** Milliseconds that a fresh Node process spends on importing the package, the best of five. */
function importTime(): number {
  const script = `const begin = performance.now(); await import('@roro/routers'); console.log(performance.now() - begin);`;
  const times = Array.from({ length: 5 }, () =>
    Number(
      spawnSync(process.execPath, ['--input-type=module', '-e', script], {
        encoding: 'utf8',
        cwd: import.meta.dirname,
      }).stdout,
    ),
  );
  return Math.min(...times);
}

console.log(`import @roro/routers: ${importTime().toFixed(0)} ms (Node ${process.version})`);
const { tensors, metadata } = randomPolicy();
const policy = new LearnedPolicy(encodePolicyFile(tensors, metadata));
const trim = randomPolicy(
  2,
  [128, 128],
  featureSets.find(({ name }) => name === 'trim-1'),
);
const trimPolicy = new LearnedPolicy(encodePolicyFile(trim.tensors, { ...trim.metadata, mode: 'review' }));
const data = exampleFittingData();
for (const family of [fixedFamily, ...routerFamilies]) {
  const fit = await family.fit?.(data);
  const knobs = fit?.knobs ?? family.knob?.values ?? [];
  await measure(family.id, family.create(knobs[Math.floor(knobs.length / 2)], fit));
}
await measure('learned (64-64 tanh)', learnedRouter(policy, 0.3));
await measure('trim-agg (128-128 tanh)', trimAggRouter(trimPolicy, 0.3));

// Measures the report of 17 routers, two settings, ten charts and 10,000 answers in Chromium: first paint, when answers can be
// searched, and how long a filter takes. Run with `pnpm --filter @roro/bench bench:report`; RORO_CHROMIUM names another browser.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type ReportTrajectory, renderReport } from '@roro/bench';
import { priceUsage, Random, type Results, type Step } from '@roro/core';
import { type Browser, chromium, type Page } from 'playwright-core';

const questions = 2_500;
const routers = ['ours', ...Array.from({ length: 16 }, (_, i) => `router-${i + 1}`)];
const settings = ['same-family', 'cross-family'];
const benchmarks = ['sums', 'mixed', 'modular', 'long', 'word'];
const models = [
  { id: 'srm', parameters: 45_000 },
  { id: 'lrm', parameters: 400_000 },
];
const random = new Random('bench-report');
const limits = { 'first paint': 1000, 'slowest filter': 100 };
const loads = 5;

function interval(value: number): { value: number; low: number; high: number } {
  return { value, low: value - 0.08, high: Math.min(1, value + 0.08) };
}

function results(): Results {
  const router = (name: string, knobs: number, gain: number) => ({
    router: name,
    seeds: [1, 2],
    points: Array.from({ length: knobs }, (_, i) => {
      const costShare = knobs === 1 ? gain : 0.12 + (0.95 * i) / knobs;
      const accuracy = Math.min(0.98, 0.6 + 0.4 * costShare ** (1 - gain / 2) + 0.01 * random.normal());
      return { knob: i / knobs, accuracy, costShare, largeTokenShare: costShare, callsPerQuery: 6 };
    }),
    budgetedAccuracy: {
      '20': interval(0.65 + gain / 10),
      '40': interval(0.75 + gain / 5),
      '60': interval(0.85 + gain / 10),
    },
  });
  return {
    version: 1,
    run: 'bench',
    settings: settings.map((setting) => ({
      setting,
      pool: models.map(({ id }) => id),
      benchmarks: benchmarks.map((benchmark) => ({
        benchmark,
        queries: 500,
        routers: [
          router('srm-only', 1, 0.12),
          router('lrm-only', 1, 1),
          ...routers.map((name, i) => router(name, 21, 0.9 - i / 20)),
          router('oracle', 19, 1),
        ],
      })),
    })),
  };
}

function step(index: number): Step {
  const writer = models[Number(random.bernoulli(0.3))] as (typeof models)[number];
  const usage = { prefillTokens: 0, cachedTokens: 40, generatedTokens: 19, seconds: 0.02 };
  const entropy = random.uniform();
  const [a, b] = [random.integer(10, 99), random.integer(10, 99)];
  const isDrafted = random.bernoulli(0.2);
  return {
    index,
    text: `${String.fromCharCode(97 + index)}=${a}+${b}:${random.integer(10, 99)}=${a + b}\n`,
    model: writer.id,
    finish: { unified: 'delimiter' },
    statistics: {
      count: 19,
      meanLogProbability: -entropy,
      minLogProbability: -2 * entropy,
      meanEntropy: entropy,
      maxEntropy: 2 * entropy,
      firstEntropy: entropy,
    },
    usage: { model: writer.id, purpose: 'step', ...usage },
    overhead: isDrafted ? [{ model: 'srm', purpose: 'draft', ...usage }] : [],
    ...(isDrafted ? { rejectedDraft: { model: 'srm', text: `${a}+${b}=${a - b}\n` } } : {}),
    correct: random.bernoulli(0.9),
    kind: ['add', 'subtract', 'multiply', 'divide'][random.integer(0, 3)] as string,
  };
}

function answer(question: number, setting: string, router: string): ReportTrajectory {
  const steps = Array.from({ length: 4 + (question % 6) }, (_, index) => step(index));
  const prompt = steps.map(({ text }) => text.replace(/:.*/, '')).join('');
  return {
    setting,
    models,
    trajectory: {
      version: 1,
      id: `${setting}-${router}-${question}`,
      query: {
        id: `q-${question}`,
        prompt,
        answer: '42',
        benchmark: benchmarks[question % 5] as string,
        meta: {},
      },
      router: { id: router, version: '1', knob: 0.5 },
      seed: 1,
      sample: 0,
      steps,
      decisions: steps.map(({ model }, stepIndex) => {
        const p = random.uniform();
        return {
          stepIndex,
          action: { type: 'assign', model },
          probabilities: [1 - p, p],
          explanation: {
            features: { p },
            text: `the dearest model with probability ${p.toFixed(2)}`,
            score: p,
          },
        };
      }),
      finalAnswer: '42',
      correct: random.bernoulli(0.8),
      finish: 'answered',
      cost: priceUsage(
        steps.flatMap(({ usage, overhead }) => [usage, ...overhead]),
        models,
      ),
    },
    judged: {
      score: 2 * random.uniform() - 1,
      criteria: Array.from({ length: 4 }, (_, i) => ({
        text: `The routing has the large model write line ${i + 1}.`,
        probability: random.uniform(),
        evidence: `${i} of ${steps.length} steps`,
      })),
      steps: steps.map(() => random.uniform() - 0.5),
    },
  };
}

/** In milliseconds: the moments of one load, and what filters and scrolling take until they are painted. */
async function measure(browser: Browser, url: string): Promise<Record<string, number>> {
  const tab = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await tab.addInitScript(
    `new MutationObserver(() => { window.ready ??= performance.now(); }).observe(document, { attributes: true, subtree: true, attributeFilter: ['data-answers'] });`,
  );
  await tab.goto(url);
  await tab.locator('html[data-answers]').waitFor({ state: 'attached' });
  const paint: number = await tab.evaluate(
    'performance.getEntriesByName("first-contentful-paint")[0].startTime',
  );
  const ready: number = await tab.evaluate('window.ready');
  const filters = {
    'a word that few have': 'text.value = "97+97"',
    'a word that many have': 'text.value = "a="',
    'a word that none has': 'text.value = "nothing of the kind"',
    'verdict and router': 'text.value = ""; verdict.value = "wrong"; router.value = "ours"',
    switches: 'verdict.value = ""; router.value = ""; least.value = "4"',
    everything: 'least.value = ""',
  };
  await tab.locator('#answers').scrollIntoViewIfNeeded();
  const times: number[] = [];
  for (const change of Object.values(filters))
    times.push(await untilPainted(tab, `${change}; form.dispatchEvent(new Event('input'))`));
  const scrolls: number[] = [];
  for (const place of [0.1, 0.9, 0.5])
    scrolls.push(await untilPainted(tab, `rows.scrollTop = ${place} * rows.scrollHeight`));
  await tab.close();
  return {
    'first paint': paint,
    'answers can be searched': ready,
    'slowest filter': Math.max(...times),
    'slowest scroll': Math.max(...scrolls),
  };
}

/** From a change to the end of the frame that shows it. */
function untilPainted(tab: Page, change: string): Promise<number> {
  return tab.evaluate(`(async () => {
    const form = document.getElementById('filters');
    const rows = document.getElementById('answer-rows');
    const { text, verdict, router, least } = form.elements;
    const before = performance.now();
    ${change};
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return performance.now() - before;
  })()`);
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;

const trajectories = Array.from({ length: questions }, (_, question) =>
  settings.flatMap((setting) => ['ours', 'router-1'].map((router) => answer(question, setting, router))),
).flat();
const before = performance.now();
const page = renderReport({ results: results(), trajectories, title: 'bench' });
const rendering = performance.now() - before;
const folder = mkdtempSync(join(tmpdir(), 'roro-bench-report-'));
const path = join(folder, 'report.html');
const browser = await chromium.launch({
  executablePath: process.env.RORO_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  writeFileSync(path, page);
  console.log(
    `${trajectories.length} answers, ${(statSync(path).size / 1e6).toFixed(1)} MB, written in ${(rendering / 1000).toFixed(1)} s`,
  );
  const measured: Record<string, number>[] = [];
  for (let i = 0; i < loads; i++) measured.push(await measure(browser, pathToFileURL(path).href));
  for (const name of Object.keys(measured[0] ?? {})) {
    const values = measured.map((each) => each[name] as number);
    const limit = limits[name as keyof typeof limits];
    console.log(
      `${name.padEnd(24)} ${median(values).toFixed(0).padStart(5)} ms, at most ${Math.max(...values).toFixed(0)} ms${limit === undefined ? '' : ` (limit ${limit} ms)`}`,
    );
    if (median(values) > (limit ?? Number.POSITIVE_INFINITY)) process.exitCode = 1;
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}

import { existsSync } from 'node:fs';
import { allBenchmarks, type Calibration, type CalibrationLine, type TargetKind } from '@roro/bench';
import type { Interval } from '@roro/core';
import { fitPath, methods, policyPath, type RecipeContext } from '@roro/recipe';
import { alignedLines } from './aligned-lines.js';
import pc from './colors.js';

/** A table for a terminal, a setting and benchmark a line. */
export function renderCalibration({ router, target: { kind, value }, lines }: Calibration): string {
  const heads = ['setting', 'benchmark', 'target', 'knob', 'validation', 'test', 'accuracy', 'cost share'];
  const rows = lines.map(({ setting, benchmark, chosen, least, currency }) => {
    const amount = (of: number): string => `${figure(kind, of)}${unit(kind, currency)}`;
    const target = `${kind} ${kind === 'accuracy' ? '≥' : '≤'} ${amount(value)}`;
    if (chosen === undefined) {
      return [setting, benchmark, target, '–', `at least ${amount(least as number)}`, '–', '–', '–'];
    }
    return [
      setting,
      benchmark,
      target,
      knobText(router, chosen),
      amount(chosen.validation.value),
      `${range(kind, chosen.test.value)}${unit(kind, currency)}`,
      `${range('accuracy', chosen.test.accuracy)} %`,
      `${range('cost', chosen.test.costShare)} %`,
    ];
  });
  const [head, ...body] = alignedLines([heads, ...rows]);
  return [pc.bold(head as string), ...body].join('\n');
}

function knobText(router: string, { router: chosen, knob }: NonNullable<CalibrationLine['chosen']>): string {
  if (chosen !== router) return chosen;
  return knob === null ? '(none)' : String(Number(knob.toPrecision(4)));
}

function figure(kind: TargetKind, value: number): string {
  return kind === 'money' ? String(Number(value.toPrecision(3))) : (100 * value).toFixed(1);
}

function unit(kind: TargetKind, currency = ''): string {
  return kind === 'money' ? ` ${currency}`.trimEnd() : ' %';
}

function range(kind: TargetKind, { value, low, high }: Interval): string {
  return `${figure(kind, value)} [${figure(kind, low)}, ${figure(kind, high)}]`;
}

/** The router as a program makes it, at what was chosen for all benchmarks of the first setting where that is a knob. */
export function renderUse(
  { router, seed, lines }: Calibration,
  { run, config, families }: RecipeContext,
): string {
  const line = lines.find(
    ({ benchmark, chosen }) =>
      benchmark === allBenchmarks && chosen?.router === router && chosen.knob !== null,
  );
  if (line === undefined) return 'Use: over all benchmarks one model alone serves the target best.';
  const { setting, chosen } = line;
  const knob = chosen?.knob;
  const fit = fitPath(run, router, setting);
  const weights = policyPath(run, router, setting, seed);
  const known = families?.some(({ id }) => id === router) ? `'${router}', families` : `'${router}'`;
  const made = methods.some(({ id }) => id === router)
    ? `thriftyRouter(new LearnedPolicy(readFileSync('${weights}')), ${knob})`
    : `findRouterFamily(${known}).create(${knob}${existsSync(fit) ? `, JSON.parse(readFileSync('${fit}', 'utf8')).fit` : ''})`;
  const { minimumDwell } = config.cost;
  return `Use (${setting}): ${minimumDwell === 1 ? made : `withHysteresis(${made}, ${minimumDwell})`}`;
}

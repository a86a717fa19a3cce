import type { Trajectory } from '@roro/core';
import type { Command } from 'commander';
import pc from '../colors.js';
import { Output } from '../output.js';

interface InspectOptions {
  runs: string;
  run?: string;
  json?: boolean;
}

export function addInspectCommand(program: Command): void {
  program
    .command('inspect')
    .description(
      'print one trajectory step by step: who wrote it, how sure it was, what it cost, whether it is right',
    )
    .argument('<trajectory>', 'trajectory id (or its beginning), query id')
    .option('--run <id>', 'run to look in (default: all, the newest first)')
    .option('--runs <folder>', 'folder of run directories', 'runs')
    .option('--json', 'print the record as JSON')
    .action(async (id: string, options: InspectOptions) => {
      const output = new Output({ json: options.json ?? false, quiet: false });
      const { findTrajectory } = await import('@roro/recipe');
      const trajectory = findTrajectory(id, options.runs, options.run);
      output.result(trajectory, renderTrajectory(trajectory));
    });
}

const modelColours = [pc.green, pc.magenta, pc.blue, pc.yellow, pc.cyan];

/** A trajectory as coloured text; models get their colours in the order of the cost table. */
export function renderTrajectory(trajectory: Trajectory): string {
  const models = [...new Set(trajectory.steps.map((step) => step.model))].sort(
    (a, b) => a.length - b.length || (a < b ? -1 : 1),
  );
  const width = Math.max(8, ...trajectory.steps.map((step) => step.text.trimEnd().length));
  const name = Math.max(5, ...models.map((model) => model.length));
  const lines = [
    `${pc.bold(trajectory.query.benchmark)} ${trajectory.query.id}   ${pc.dim(`trajectory ${trajectory.id}`)}`,
    `router ${trajectory.router.id}${trajectory.router.knob === undefined ? '' : ` (knob ${trajectory.router.knob})`}, seed ${trajectory.seed}, sample ${trajectory.sample}`,
    '',
    pc.bold(trajectory.query.prompt),
  ];
  for (const step of trajectory.steps) {
    const colour = modelColours[models.indexOf(step.model) % modelColours.length] ?? pc.white;
    const entropy = step.statistics?.meanEntropy;
    const decision = trajectory.decisions.find((entry) => entry.stepIndex === step.index);
    const { rejectedDraft } = step;
    if (rejectedDraft !== undefined) {
      const text = rejectedDraft.text.trimEnd().replaceAll('\n', ' ⏎ ').padEnd(width);
      lines.push(pc.dim(`  ${rejectedDraft.model.padEnd(name)}  ${text}  rejected draft`));
    }
    const verdict = step.correct === undefined ? ' ' : step.correct ? pc.green('✓') : pc.red('✗');
    lines.push(
      `${verdict} ${colour(step.model.padEnd(name))}  ${colour(step.text.trimEnd().padEnd(width))}  ` +
        pc.dim(
          `entropy ${entropy === undefined ? '  – ' : entropy.toFixed(2)}  ${String(step.usage.generatedTokens).padStart(3)} tokens` +
            (step.overhead.length === 0 ? '' : `  +${step.overhead.length} paid calls`) +
            (decision?.explanation === undefined ? '' : `  ${decision.explanation.text}`) +
            (decision?.failure === undefined ? '' : `  fallback: ${decision.failure}`),
        ),
    );
  }
  const flops = trajectory.cost.flops;
  lines.push(
    '',
    `final answer ${trajectory.finalAnswer ?? '(none)'}, gold ${trajectory.query.answer ?? '(unknown)'}: ` +
      (trajectory.correct === undefined
        ? 'not graded'
        : trajectory.correct
          ? pc.green('correct')
          : pc.red('wrong')) +
      ` (${trajectory.finish})`,
    `cost ${flops === undefined ? 'unknown' : `${(flops / 1e6).toFixed(2)} MFLOPs`}: ` +
      Object.entries(trajectory.cost.tokens)
        .map(
          ([model, tokens]) =>
            `${model} ${tokens.generated} tokens in ${tokens.calls} calls (${tokens.prefill} prefilled)`,
        )
        .join(', '),
  );
  if (trajectory.failure !== undefined) lines.push(pc.red(`failure: ${trajectory.failure}`));
  return lines.join('\n');
}

import type { Judgement, Rubric, Trajectory } from '@roro/core';
import type { Command } from 'commander';
import pc from '../colors.js';
import { Output } from '../output.js';
import { wholeNumber } from '../whole-number.js';

interface JudgeOptions {
  config?: string;
  runs: string;
  run?: string;
  seed: number;
  json?: boolean;
}

export function addJudgeCommand(program: Command): void {
  program
    .command('judge')
    .description('print the rubric of a trajectory’s query and the verdict on each criterion and step')
    .argument('<trajectory>', 'trajectory id (or its beginning), query id')
    .option('--run <id>', 'run to look in (default: all, the newest first)')
    .option('--runs <folder>', 'folder of run directories', 'runs')
    .option('--seed <n>', 'seed of the reward model', wholeNumber, 1)
    .option(
      '--config <file>',
      'configuration of the run, where it makes models or criteria in code (default: roro.config.ts where present)',
    )
    .option('--json', 'print rubric and judgement as JSON')
    .action(async (id: string, options: JudgeOptions) => {
      const output = new Output({ json: options.json ?? false, quiet: false });
      const { judgeTrajectory } = await import('@roro/recipe');
      const { loadConfig } = await import('../load-config.js');
      const judged = await judgeTrajectory({
        trajectory: id,
        root: options.runs,
        seed: options.seed,
        configuration: () => loadConfig(options.config),
        ...(options.run === undefined ? {} : { run: options.run }),
      });
      output.result(
        { rubric: judged.rubric, judgement: judged.judgement, steps: judged.steps },
        render(judged),
      );
    });
}

function render({
  trajectory,
  rubric,
  judgement,
  steps,
}: {
  trajectory: Trajectory;
  rubric: Rubric;
  judgement: Judgement;
  steps: readonly number[];
}): string {
  const width = Math.max(...trajectory.steps.map(({ text }) => text.trimEnd().length));
  const model = Math.max(...trajectory.steps.map((step) => step.model.length));
  return [
    `${pc.bold(trajectory.query.benchmark)} ${trajectory.query.id}   ${pc.dim(`trajectory ${trajectory.id}`)}`,
    '',
    pc.bold(trajectory.query.prompt),
    ...rubric.criteria.flatMap(({ text, weight }, index) => {
      const verdict = judgement.criteria[index];
      const criterion = `${text} ${pc.dim(`(weight ${weight})`)}`;
      if (verdict === undefined) return [`    –  ${criterion}`];
      return [
        `${signed(2 * verdict.probability - 1)}  ${criterion}`,
        pc.dim(
          `       ${verdict.evidence}` +
            (verdict.perStep === undefined || verdict.perStep.length === 0
              ? ''
              : `; p(true) ${verdict.perStep.map((part) => `step ${part.index + 1}: ${part.probability.toFixed(2)}`).join(', ')}`),
        ),
      ];
    }),
    '',
    ...trajectory.steps.map(
      (step, index) =>
        `${signed(steps[index] ?? 0)}  ${step.model.padEnd(model)}  ${step.text.trimEnd().padEnd(width)}`,
    ),
    '',
    describeScore(judgement, steps),
  ].join('\n');
}

/** A language model gives its verdict on a criterion beside those on the steps, and they need not agree. */
function describeScore({ score, failure }: Judgement, steps: readonly number[]): string {
  if (score === undefined) return `no score: ${failure}`;
  const sum = steps.reduce((total, value) => total + value, 0);
  return `score ${signed(score)} in [−1, 1]: ${
    Math.abs(sum - score) < 0.005
      ? 'the sum of what the steps contribute'
      : `the steps contribute ${signed(sum)}`
  }`;
}

function signed(value: number): string {
  const text = `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
  return value < -0.005 ? pc.red(text) : value > 0.005 ? pc.green(text) : text;
}

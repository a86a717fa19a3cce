import type { Action } from '@roro/core';
import { ConfigurationError } from '@roro/core/routing';
import type { ExplainedStep, ExplainedTrajectory } from '@roro/recipe';
import type { Command } from 'commander';
import pc from '../colors.js';
import { Output } from '../output.js';
import { wholeNumber } from '../whole-number.js';

interface ExplainOptions {
  runs: string;
  run?: string;
  step?: number;
  json?: boolean;
}

export function addExplainCommand(program: Command): void {
  program
    .command('explain')
    .description(
      'print what each routing decision of a trajectory was made of, and what would have changed it',
    )
    .argument('<trajectory>', 'trajectory id (or its beginning), query id')
    .option('--step <n>', 'one decision, counted from 1 (default: all)', wholeNumber)
    .option('--run <id>', 'run to look in (default: all, the newest first)')
    .option('--runs <folder>', 'folder of run directories', 'runs')
    .option('--json', 'print the explanations as JSON')
    .action(async (name: string, { runs, run, step, json }: ExplainOptions) => {
      const output = new Output({ json: json ?? false, quiet: false });
      const { explainTrajectory } = await import('@roro/recipe');
      const all = await explainTrajectory({
        trajectory: name,
        root: runs,
        ...(run === undefined ? {} : { run }),
      });
      const explained = step === undefined ? all : { ...all, steps: [oneStep(all, step)] };
      const { trajectory, ...rest } = explained;
      output.result({ trajectory: trajectory.id, router: trajectory.router, ...rest }, render(explained));
    });
}

function oneStep({ steps, trajectory: { id } }: ExplainedTrajectory, number: number): ExplainedStep {
  const step = steps[number - 1];
  if (step !== undefined) return step;
  throw new ConfigurationError({
    message: `Trajectory "${id}" has no decision ${number}.`,
    nextStep: steps.length === 0 ? 'It has none.' : `They are counted from 1 to ${steps.length}.`,
  });
}

function render({ run, trajectory, basis, models, steps }: ExplainedTrajectory): string {
  const { id, query, router } = trajectory;
  const name = Math.max(...steps.map(({ recorded }) => actionText(recorded.action).length));
  return [
    `${pc.bold(query.benchmark)} ${query.id}   ${pc.dim(`trajectory ${id}`)}`,
    `router ${router.id}${router.knob === undefined ? '' : ` (knob ${router.knob})`}, ` +
      (basis === 'asked again'
        ? `asked again in the states of run ${run}`
        : `as recorded: run ${run} no longer gives its states back`),
    '',
    pc.bold(query.prompt),
    ...steps.flatMap((step) => renderStep(step, models, name)),
  ].join('\n');
}

function renderStep(
  { number, step, recorded, decision, inputs }: ExplainedStep,
  models: readonly string[] | undefined,
  name: number,
): string[] {
  const { explanation, probabilities } = decision;
  const verdict = step?.correct === undefined ? ' ' : step.correct ? pc.green('✓') : pc.red('✗');
  const action = actionText(recorded.action);
  const own = actionText(decision.action);
  // A rule is certain, and its probabilities say no more than its action.
  const isCertain = probabilities === undefined || probabilities.includes(1);
  const details = [
    recorded.failure === undefined ? undefined : `fallback: ${recorded.failure}`,
    own === action ? undefined : `asked again: ${own}`,
    explanation?.text,
    isCertain
      ? undefined
      : `p ${probabilities.map((value, i) => `${models?.[i] ?? ''} ${value.toFixed(3)}`.trim()).join(', ')}` +
        (explanation?.threshold === undefined ? '' : `; threshold ${number3(explanation.threshold)}`),
    inputs.length === 0 ? undefined : `inputs: ${inputs.map(inputText).join(', ')}`,
    explanation?.flip === undefined ? undefined : `flip: ${explanation.flip}`,
  ];
  return [
    `${String(number).padStart(2)} ${verdict} ${action.padEnd(name)}  ${step?.text.trimEnd() ?? ''}`.trimEnd(),
    ...details.flatMap((text) => (text === undefined ? [] : [pc.dim(`     ${text}`)])),
  ];
}

function actionText(action: Action): string {
  if (action.type === 'accept') return action.draw === undefined ? 'accept' : `accept draft ${action.draw}`;
  return action.type === 'assign' ? action.model : `regenerate by ${action.model}`;
}

/** The influence in points of probability, where there is one. */
function inputText({ name, value, influence }: ExplainedStep['inputs'][number]): string {
  const points =
    influence === undefined
      ? ''
      : ` (${influence < 0 ? '−' : '+'}${Math.abs(100 * influence).toFixed(1)} points)`;
  return `${name}${value === undefined ? '' : ` ${number3(value)}`}${points}`;
}

function number3(value: number): string {
  return String(Number(value.toPrecision(3)));
}

import { paperSetting as paper } from '@roro/recipe/options';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { PlanOptions } from '../plan/plan-study.js';
import { wholeNumber } from '../whole-number.js';

export function addPlanCommand(program: Command): void {
  const count = (flags: string, description: string, standard?: number): Option => {
    const option = new Option(flags, description).argParser(atLeastOne);
    return standard === undefined ? option : option.default(standard);
  };
  program
    .command('plan')
    .description(
      'work out what a study takes on GPUs of your own, from the collection to the measured routers; calls no model',
    )
    .option('--small <model>', 'small model', paper.small.shape)
    .option('--large <model>', 'large model', paper.large.shape)
    .addOption(count('--small-tokens <n>', `tokens of its answers (default: ${paper.small.answerTokens})`))
    .addOption(count('--large-tokens <n>', `tokens of its answers (default: ${paper.large.answerTokens})`))
    .addOption(count('--step-tokens <n>', `tokens of a step (default: ${paper.stepTokens})`))
    .addOption(count('--queries <n>', 'training queries', paper.collect.queries))
    .addOption(count('--updates <n>', 'updates of a training', paper.train.updates))
    .addOption(count('--groups <n>', 'groups of an update', paper.train.groupsPerUpdate))
    .addOption(count('--group <n>', 'rollouts of a group', paper.train.groupSize))
    .addOption(count('--seeds <n>', 'seeds of training and measurement', paper.train.seeds))
    .addOption(count('--test-queries <n>', 'validation and test questions', paper.bench.queries))
    .addOption(count('--routers <n>', 'routers to measure', paper.bench.routers))
    .addOption(count('--knobs <n>', 'knobs of a router, ≥ 2', paper.bench.knobs))
    .option('--gpu <card>', 'a100, h100, h200 or h20', 'h100')
    .addOption(
      new Option('--gpu-price <money>', 'price of an hour of one card, in your currency').argParser(price),
    )
    .addOption(
      new Option(
        '--cards <small,large>',
        'cards of each model: also simulate 1 to 256 workers on them',
      ).argParser(cardCounts),
    )
    .option('--run <id>', 'take answer lengths and shared steps from this run, and hold the plan against it')
    .option('--setting <id>', 'setting of the run (default: the first)')
    .option('--runs <folder>', 'folder of run directories', 'runs')
    .option('--json', 'print one JSON document')
    .action(async (options: PlanOptions) => {
      const { planStudy } = await import('../plan/plan-study.js');
      planStudy(options);
    });
}

function atLeastOne(text: string): number {
  const value = wholeNumber(text);
  if (value < 1) throw new InvalidArgumentError('Expected a whole number ≥ 1.');
  return value;
}

function price(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError('Expected a number ≥ 0.');
  return value;
}

function cardCounts(text: string): [number, number] {
  const [small, large, ...more] = text.split(',').map(atLeastOne);
  if (small === undefined || large === undefined || more.length > 0) {
    throw new InvalidArgumentError('Expected two numbers, such as 3,5.');
  }
  return [small, large];
}

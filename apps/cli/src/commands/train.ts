import type { RecipeContext, RewardReport } from '@roro/recipe';
import { type Command, Option } from 'commander';
import { addCommonOptions, type CommonOptions } from '../common-options.js';
import type { Output } from '../output.js';

/** The trained router that each kind of reward makes. */
const rewardMethods = { roro: 'roro', outcome: 'grpo' } as const;

export function addTrainCommand(program: Command): void {
  const train = program.command('train').description('train a part of the pipeline');
  addCommonOptions(
    train
      .command('reward')
      .description('train Rubricor and Judge by alternation on preference pairs, per setting and seed'),
  ).action(async (options: CommonOptions) => {
    const { withRun } = await import('../context.js');
    const { trainRewards } = await import('@roro/recipe');
    await withRun(options, 'train reward', async (context, output) => {
      const reports = await trainRewards(context);
      output.result(reports, reports.map(describeReward).join('\n\n'));
    });
  });
  addCommonOptions(
    train
      .command('router')
      .description('train the routing policies that the configuration names, one per setting and seed')
      .addOption(
        new Option(
          '--reward <kind>',
          'train one policy instead: the whole method, or outcome and cost alone',
        ).choices(Object.keys(rewardMethods)),
      ),
  ).action(async (options: CommonOptions & { reward?: keyof typeof rewardMethods }) => {
    const { withRun } = await import('../context.js');
    const { trainRouters } = await import('@roro/recipe');
    const { reward } = options;
    const command = `train router${reward === undefined ? '' : ` --reward ${reward}`}`;
    const work = async (context: RecipeContext, output: Output): Promise<void> => {
      const reports = await trainRouters(context);
      const lines = reports.map(
        (report) =>
          `${report.method}, ${report.setting}, seed ${report.seed}: ${report.updates} updates, ` +
          `LRM share ${(100 * report.largeShare).toFixed(1)} %, accuracy ${(100 * report.accuracy).toFixed(1)} %, weights ${report.path}`,
      );
      output.result(reports, lines.join('\n'));
    };
    const routers = reward === undefined ? undefined : () => ['srm-only', 'lrm-only', rewardMethods[reward]];
    await withRun(options, command, work, routers === undefined ? {} : { routers });
  });
}

function describeReward(report: RewardReport): string {
  const { setting, seed, stages, testPairs, criteria, rubrics, languageModels } = report;
  const share = (value: number | undefined): string =>
    value === undefined ? '   –' : (100 * value).toFixed(1).padStart(5);
  const dropped = criteria.filter(({ kept }) => !kept);
  return [
    `${setting}, seed ${seed}: held-out pairs judged right, in percent (${testPairs.outcome} outcome, ${testPairs.cost} cost, ${testPairs.process} process)`,
    '  round  after       all  outcome   cost  process',
    ...stages.map(
      ({ round, stage, test }) =>
        `  ${String(round).padEnd(5)}  ${stage.padEnd(10)}${share(test.all)}    ${share(test.outcome)}  ${share(test.cost)}    ${share(test.process)}`,
    ),
    ...(rubrics === undefined
      ? []
      : [
          `  distinct rubrics ${(100 * rubrics.distinctShare).toFixed(0)} %` +
            (rubrics.mutualInformation === undefined || rubrics.shapeEntropy === undefined
              ? ''
              : `; mutual information of a line's rule and its operation ${rubrics.mutualInformation.toFixed(2)} of ${rubrics.shapeEntropy.toFixed(2)} bits`),
        ]),
    ...(languageModels === undefined ? [] : describeLanguageModels(languageModels)),
    ...dropped.map(({ definition, reason }) => `  dropped ${definition}: ${reason}`),
  ].join('\n');
}

function describeLanguageModels({
  prompts,
  validation,
  usage,
}: NonNullable<RewardReport['languageModels']>): string[] {
  return [
    `  prompts: judge ${prompts.judge.version}, rubricor ${prompts.rubricor.version}`,
    `  statistical validation: ${validation}`,
    ...(['judge', 'rubricor', 'proposer'] as const).map((role) => {
      const { model, calls, prefillTokens, generatedTokens, failures } = usage[role];
      return `  ${role} ${model}: ${calls} calls, ${prefillTokens} tokens read and ${generatedTokens} written, ${failures} failures`;
    }),
  ];
}

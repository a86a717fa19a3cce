import type { CriterionDefinition } from '@roro/core';
import type { RewardService } from '@roro/recipe/trainer';
import type { Command } from 'commander';
import { Output } from '../output.js';
import { portNumber } from '../port-number.js';
import { listenUntilStopped } from '../serve/listen-until-stopped.js';

interface ServeOptions {
  data: string;
  config?: string;
  host: string;
  port: number;
  open?: boolean;
  json?: boolean;
  quiet?: boolean;
}

export function addRewardsCommand(program: Command): void {
  const rewards = program.command('rewards').description('rewards for a trainer of rubricors and judges');
  rewards
    .command('serve')
    .description('serve the rewards of a phase that `roro export --for` wrote, over HTTP')
    .requiredOption('--data <folder>', 'folder of the phase')
    .option('--config <file>', 'configuration of the run, where it makes criteria of its own')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <n>', 'port to listen on, 0 for any', portNumber, 8790)
    .option('--open', 'listen beyond this machine: the service asks nobody for a key')
    .option('--json', 'print the address as JSON')
    .option('--quiet', 'print the address only')
    .action(serve);
}

async function serve(options: ServeOptions): Promise<void> {
  const output = new Output({ json: options.json ?? false, quiet: options.quiet ?? false });
  const { rewardService } = await import('@roro/recipe/trainer');
  const service = rewardService(options.data, {
    ...(options.config === undefined ? {} : { bank: await bankOf(options.config) }),
    onBatch: (rewards, seconds) => {
      const mean = rewards.reduce((sum, { reward }) => sum + reward, 0) / rewards.length;
      const malformed = rewards.filter((each) => each.malformed).length;
      output.note(
        `${rewards.length} completions, mean reward ${mean.toFixed(3)}, ${malformed} malformed, ${seconds.toFixed(2)} s`,
      );
    },
    onError: (error) => output.note(error instanceof Error ? error.message : String(error)),
  });
  const server = {
    listen: (address: { host: string; port: number }) =>
      service.listen({ ...address, open: options.open ?? false }),
    close: () => service.close(),
  };
  await listenUntilStopped(server, { host: options.host, port: options.port }, output, (url) =>
    welcome(url, service),
  );
}

async function bankOf(file: string): Promise<readonly CriterionDefinition[]> {
  const { loadConfig } = await import('../load-config.js');
  const { configuredBank } = await import('@roro/recipe');
  return configuredBank(await loadConfig(file));
}

function welcome(url: string, { manifest }: RewardService): string {
  const { phase, round, examples, rubricor, judge } = manifest;
  const frozen = phase === 'judge' ? `rubrics of ${rubricor.id}` : `Judge ${judge.id}`;
  return [
    `Rewards of round ${round}, phase ${phase}, at ${url}/v1/rewards`,
    `${examples.train} training examples and ${examples.validation} for validation; frozen: ${frozen}.`,
    '',
    'Try:',
    `  curl ${url}/v1/rewards -H 'content-type: application/json' -d '${JSON.stringify({
      phase,
      round,
      completions: [{ id: `${phase}-${round}-0`, completion: 'nothing' }],
    })}'`,
  ].join('\n');
}

import { Command } from 'commander';
import { expect, it } from 'vitest';
import { useCommandLine } from '../test/use-command-line.js';
import { addPlanCommand } from './plan.js';

const cli = useCommandLine();

function plan(...parameters: string[]): Promise<unknown> {
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  addPlanCommand(program);
  for (const command of program.commands)
    command.exitOverride().configureOutput({ writeErr: () => undefined });
  return program.parseAsync(['plan', ...parameters], { from: 'user' });
}

it('prints the stages, and the four ways to share', async () => {
  await plan();
  expect(cli.output).toContain('qwen3-1.7b and qwen3-14b on h100 cards');
  expect(cli.output).toMatch(/^measure all routers +2,111,571 /m);
  expect(cli.output.match(/^(yes|no) +(yes|no) /gm)).toHaveLength(4);
  expect(cli.output).toContain('Money: give the price of a card');
});

it('money only where a price is given; twice the updates, about twice the training', async () => {
  const hours = async (...parameters: string[]): Promise<number> => {
    cli.output = '';
    await plan('--json', ...parameters);
    const { stages } = JSON.parse(cli.output).plan;
    return stages.find(({ stage }: { stage: string }) => stage === 'train a router').hours.large;
  };
  const once = await hours('--updates', '50');
  expect((await hours('--updates', '100')) / once).toBeGreaterThan(1.7);
  cli.output = '';
  await plan('--gpu-price', '2.5');
  expect(cli.output).toContain('money');
});

it('simulates workers on cards of one’s own', async () => {
  await plan(
    '--cards',
    '1,1',
    '--small-tokens',
    '300',
    '--large-tokens',
    '300',
    '--queries',
    '40',
    '--updates',
    '2',
  );
  expect(cli.output).toContain('collection: simulated workers');
  expect(cli.output).toMatch(/^256 +[\d,]+ /m);
  expect(cli.output).toContain('no doubling brings 1.25 times as much');
});

it('wrong words are answered', async () => {
  await expect(plan('--gpu', 'h1000')).rejects.toThrow('Did you mean "h100"?');
  await expect(plan('--small', 'qwen3-2b')).rejects.toThrow('Unknown model shape');
  await expect(plan('--run', 'none')).rejects.toThrow('There is no run "none"');
  await expect(plan('--updates', '0')).rejects.toThrow('whole number ≥ 1');
  await expect(plan('--cards', '1')).rejects.toThrow('two numbers, such as 3,5');
  await expect(plan('--gpu-price', 'x')).rejects.toThrow('a number ≥ 0');
});

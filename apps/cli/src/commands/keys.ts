import { type Command, InvalidArgumentError } from 'commander';
import { alignedLines } from '../aligned-lines.js';
import { Output } from '../output.js';

const defaultFile = 'roro.keys.json';

interface AddOptions {
  keys: string;
  requestsPerMinute?: number;
  tokensPerMinute?: number;
  budget?: { unit: 'tokens' | 'money'; amount: number; window: 'day' | 'month' | 'total' };
  model?: string[];
  expires?: string;
  json?: boolean;
}

export function addKeysCommand(program: Command): void {
  const keys = program.command('keys').description('API keys of `roro serve`');
  keys
    .command('add')
    .description('make a key; it is printed once and stored as a hash')
    .argument('<name>', 'whose it is')
    .option('--keys <file>', 'file of keys', defaultFile)
    .option('--requests-per-minute <n>', 'rate limit', positive)
    .option('--tokens-per-minute <n>', 'rate limit', positive)
    .option('--budget <amount>', 'what it may spend, such as 5/month (money) or 200000tokens/day', budget)
    .option('--model <prefix...>', 'names of models that it may ask, or how they begin (default: all)')
    .option('--expires <date>', 'when it ends, ISO 8601')
    .option('--json', 'print one JSON document')
    .action(async (name: string, options: AddOptions) => {
      const { createApiKey } = await import('@roro/gateway');
      const { requestsPerMinute, tokensPerMinute, model, expires } = options;
      const made = createApiKey(options.keys, {
        name,
        ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
        ...(tokensPerMinute === undefined ? {} : { tokensPerMinute }),
        ...(options.budget === undefined ? {} : { budget: options.budget }),
        ...(model === undefined ? {} : { models: model }),
        ...(expires === undefined ? {} : { expiresAt: expires }),
      });
      new Output({ json: options.json ?? false, quiet: false }).result(
        made,
        `Key ${made.id} of ${name}, shown this once:\n\n  ${made.key}\n\nServe with it: roro serve --keys ${options.keys}`,
      );
    });
  keys
    .command('list')
    .description('list keys and their limits')
    .option('--keys <file>', 'file of keys', defaultFile)
    .option('--json', 'print one JSON document')
    .action(async (options: { keys: string; json?: boolean }) => {
      const { listApiKeys } = await import('@roro/gateway');
      const list = listApiKeys(options.keys);
      const rows = list.map((key) => [
        key.id,
        key.name,
        key.requestsPerMinute === undefined ? '' : `${key.requestsPerMinute} requests/min`,
        key.tokensPerMinute === undefined ? '' : `${key.tokensPerMinute} tokens/min`,
        key.budget === undefined ? '' : `${key.budget.amount} ${key.budget.unit}/${key.budget.window}`,
        key.expiresAt === undefined ? '' : `until ${key.expiresAt}`,
      ]);
      new Output({ json: options.json ?? false, quiet: false }).result(
        list,
        list.length === 0
          ? `No keys in ${options.keys}. Make one: roro keys add <name>`
          : alignedLines(rows).join('\n'),
      );
    });
  keys
    .command('revoke')
    .description('take a key out of the file; a running server refuses it within a second')
    .argument('<id>', 'id of the key (roro keys list)')
    .option('--keys <file>', 'file of keys', defaultFile)
    .action(async (id: string, options: { keys: string }) => {
      const { revokeApiKey } = await import('@roro/gateway');
      revokeApiKey(options.keys, id);
      new Output({ json: false, quiet: false }).result({ id }, `Revoked ${id}.`);
    });
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('Expected a whole number ≥ 1.');
}

function budget(text: string): NonNullable<AddOptions['budget']> {
  const match = /^(\d+(?:\.\d+)?)(tokens)?\/(day|month|total)$/.exec(text);
  if (match === null || Number(match[1]) <= 0) {
    throw new InvalidArgumentError('Expected an amount and a window: 5/month, 0.5/day, 200000tokens/total.');
  }
  return {
    unit: match[2] === undefined ? 'money' : 'tokens',
    amount: Number(match[1]),
    window: match[3] as 'day' | 'month' | 'total',
  };
}

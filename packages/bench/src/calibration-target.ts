import { ConfigurationError, unknownNameError } from '@roro/core';
import { z } from 'zod';

export const targetKindSchema = z.enum(['cost', 'accuracy', 'money']);
/**
 * `cost`: mean cost as a share of the dearest model alone. `accuracy`: accuracy as a share of the dearest model's.
 * `money`: mean money per query, in the currency of the pool's prices.
 */
export type TargetKind = z.infer<typeof targetKindSchema>;

/** What a router is calibrated to: at most this cost or money, or at least this accuracy. */
export const calibrationTargetSchema = z.object({
  kind: targetKindSchema,
  /** A share in (0, 1] for `cost` and `accuracy`, an amount > 0 for `money`. */
  value: z.number().positive(),
});
export type CalibrationTarget = z.infer<typeof calibrationTargetSchema>;

/**
 * Reads `cost=40%`, `accuracy=0.98` or `money=0.002`.
 *
 * @throws ConfigurationError for anything else
 */
export function parseTarget(text: string): CalibrationTarget {
  const [name = '', amount, ...rest] = text.split('=').map((part) => part.trim());
  if (amount === undefined || rest.length > 0) {
    throw new ConfigurationError({
      message: `Expected a target such as cost=40%, accuracy=98% or money=0.002, got "${text}".`,
      nextStep: 'Name what to hold and the value to hold it at.',
    });
  }
  const kind = targetKindSchema.safeParse(name);
  if (!kind.success) throw unknownNameError('target', name, targetKindSchema.options);
  return { kind: kind.data, value: kind.data === 'money' ? parseMoney(amount) : parseShare(name, amount) };
}

function parseShare(kind: string, amount: string): number {
  const percent = /^(.*?)\s*%$/.exec(amount)?.[1];
  const number = parseNumber(percent ?? amount);
  const value = percent === undefined ? number : number / 100;
  if (value > 0 && value <= 1) return value;
  throw new ConfigurationError({
    message: `Expected ${kind} as a share of the dearest model's, above 0 and up to 100 %, got "${amount}".`,
    nextStep:
      percent === undefined && number > 1
        ? `Did you mean "${kind}=${amount}%"?`
        : 'Give a percentage such as 40% or a fraction such as 0.4.',
  });
}

function parseMoney(amount: string): number {
  const value = parseNumber(amount);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new ConfigurationError({
    message: `Expected money per query as a number above 0, got "${amount}".`,
    nextStep: 'Give an amount such as 0.002, in the currency of the prices.',
  });
}

/** NaN for a text that is no decimal number: `Number` reads an empty one as 0. */
function parseNumber(text: string): number {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
}

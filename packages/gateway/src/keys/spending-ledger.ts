import { open } from 'node:fs/promises';
import { errorMessage, JsonlWriter, readJsonl } from '@roro/core';
import { z } from 'zod';
import type { Budget } from './key-file.js';

/** What one request cost: a line of the spending file. */
export const spendingRecordSchema = z.object({
  requestId: z.string(),
  keyId: z.string(),
  /** Tokens of prompt and answer over all model calls; absent where no model said. */
  tokens: z.number().nonnegative().optional(),
  /** Absent where a price is unknown. */
  money: z.object({ amount: z.number().nonnegative(), currency: z.string() }).optional(),
  /** The request was cut before its usage was known: the numbers are an estimate. */
  estimated: z.literal(true).optional(),
  time: z.iso.datetime(),
});
export type SpendingRecord = z.infer<typeof spendingRecordSchema>;

/** How a key stands in the window of its budget. */
export interface Spent {
  amount: number;
  /** Requests in the window whose cost in the budget's unit nobody knows: the budget cannot be held. */
  unmeasured: number;
}

type Window = Budget['window'];
const windows: readonly Window[] = ['day', 'month', 'total'];

interface Sums {
  /** Start of the window, milliseconds since 1970. */
  start: number;
  tokens: Spent;
  money: Spent;
}

/** Start of the window that a time lies in, UTC, milliseconds since 1970. */
function windowStart(window: Window, time: number): number {
  const date = new Date(time);
  if (window === 'total') return 0;
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), window === 'day' ? date.getUTCDate() : 1);
}

/**
 * What each key has spent, read from a file at start and appended to it by the line, in batches and off the request's
 * path. One process may append to a file.
 */
export class SpendingLedger {
  readonly path: string;
  /** Told of a batch that could not be written. It stays in memory and counts, and is tried again with the next one. */
  onWriteError: (error: string) => void = () => {};
  readonly #sums = new Map<string, Record<Window, Sums>>();
  #currency: string | undefined;
  /** Tokens and money of the requests where both are known. */
  readonly #priced = { tokens: 0, money: 0 };
  #unwritten: string[] = [];
  #writing: Promise<void> | undefined;

  /** Reads the file, if there is one, and cuts off the torn last line of a crash. Throws StorageError. */
  constructor(path: string) {
    this.path = path;
    for (const record of readJsonl(path, spendingRecordSchema).records) this.#count(record);
    new JsonlWriter(path).close();
  }

  /** Counts a record from now on and writes it soon. */
  add(record: SpendingRecord): void {
    this.#count(record);
    this.#unwritten.push(`${JSON.stringify(record)}\n`);
    this.#writing ??= this.#write();
  }

  /** @param now milliseconds since 1970 */
  spent(keyId: string, { unit, window }: Pick<Budget, 'unit' | 'window'>, now: number): Spent {
    const sums = this.#sums.get(keyId)?.[window];
    return sums === undefined || sums.start !== windowStart(window, now)
      ? { amount: 0, unmeasured: 0 }
      : sums[unit];
  }

  /** Money for so many tokens at the mean price of all requests that have one; undefined where none has. */
  estimateMoney(tokens: number): SpendingRecord['money'] {
    if (this.#priced.tokens === 0 || this.#currency === undefined) return undefined;
    return { amount: (tokens * this.#priced.money) / this.#priced.tokens, currency: this.#currency };
  }

  /** Resolves when what was added is in the file, or once more could not be written. */
  async flush(): Promise<void> {
    await this.#writing;
    if (this.#unwritten.length > 0) await this.#write();
  }

  #count({ keyId, tokens, money, estimated, time }: SpendingRecord): void {
    const at = Date.parse(time);
    this.#currency ??= money?.currency;
    // Money of another currency cannot be added to what is there: it counts as unknown.
    const amount = money?.currency === this.#currency ? money?.amount : undefined;
    if (tokens !== undefined && amount !== undefined && estimated === undefined) {
      this.#priced.tokens += tokens;
      this.#priced.money += amount;
    }
    let byWindow = this.#sums.get(keyId);
    if (byWindow === undefined) {
      byWindow = { day: emptySums(0), month: emptySums(0), total: emptySums(0) };
      this.#sums.set(keyId, byWindow);
    }
    for (const window of windows) {
      const start = windowStart(window, at);
      if (start < byWindow[window].start) continue;
      if (start > byWindow[window].start) byWindow[window] = emptySums(start);
      const sums = byWindow[window];
      count(sums.tokens, tokens, estimated);
      count(sums.money, amount, estimated);
    }
  }

  async #write(): Promise<void> {
    // What is added in the same turn goes out in one write.
    await Promise.resolve();
    while (this.#unwritten.length > 0) {
      const lines = this.#unwritten;
      this.#unwritten = [];
      try {
        await appendWhole(this.path, lines.join(''));
      } catch (error) {
        this.#unwritten = [...lines, ...this.#unwritten];
        this.onWriteError(errorMessage(error));
        break;
      }
    }
    this.#writing = undefined;
  }
}

function emptySums(start: number): Sums {
  return { start, tokens: { amount: 0, unmeasured: 0 }, money: { amount: 0, unmeasured: 0 } };
}

function count(spent: Spent, amount: number | undefined, estimated: true | undefined): void {
  if (amount !== undefined) spent.amount += amount;
  else if (estimated === undefined) spent.unmeasured += 1;
}

/** Appends a text, or leaves the file as it was. */
async function appendWhole(path: string, text: string): Promise<void> {
  const file = await open(path, 'a');
  try {
    const { size } = await file.stat();
    try {
      await file.writeFile(text);
    } catch (error) {
      await file.truncate(size);
      throw error;
    }
  } finally {
    await file.close();
  }
}

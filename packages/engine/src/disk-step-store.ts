import { closeSync, mkdirSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { JsonlWriter, readJsonl, stepFinishSchema, storageError, type TokenStatistics } from '@roro/core';
import { z } from 'zod';
import { statisticFields } from './step-statistics.js';
import { MemoryStepStore, type StoredStep } from './step-store.js';

/** One line of a segment. */
const storedLineSchema = z.object({
  address: z.string().length(28),
  text: z.string(),
  finish: stepFinishSchema.shape.unified,
  /** The provider's own finish reason. */
  raw: z.string().optional(),
  /** Input and output tokens. */
  tokens: z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()]),
  seconds: z.number().nonnegative(),
  /** In the order of `statisticFields`; null where the server did not say. */
  statistics: z.array(z.number().nullable()).length(statisticFields.length).optional(),
  /** Value of a scorer, and the tokens that it valued where it said how many. */
  value: z.tuple([z.number(), z.number().int().nonnegative().optional()]).optional(),
});
type StoredLine = z.infer<typeof storedLineSchema>;

/**
 * Keeps steps in a folder of append-only JSONL segments, one per process that wrote there, so that several
 * processes may use one folder at a time (each sees what the others had written when it opened). Steps reach
 * the disk in batches, at most 50 ms or 256 steps late; a crash costs the calls of that batch and never a
 * record, and a line that it cut short is ignored.
 */
export class DiskStepStore extends MemoryStepStore {
  readonly path: string;
  #writer: JsonlWriter | undefined;
  #batch: StoredLine[] = [];
  #timer: NodeJS.Timeout | undefined;
  #failure: unknown;

  /** Opens or creates the folder. Throws StorageError where it cannot be read or a line is damaged. */
  constructor(path: string) {
    super();
    this.path = path;
    try {
      mkdirSync(path, { recursive: true });
      // In name order, so that the step of the oldest segment stays where two hold the same address.
      for (const segment of readdirSync(path).filter(isSegment).sort()) {
        for (const line of readJsonl(join(path, segment), storedLineSchema).records) {
          this.keep(line.address, fromLine(line));
        }
      }
    } catch (error) {
      throw storageError(path, 'read', error);
    }
  }

  override step(address: string, generate: () => Promise<StoredStep>): StoredStep | Promise<StoredStep> {
    // A full disk is noticed by a timer that nobody awaits; the next request brings it to the caller.
    if (this.#failure !== undefined) this.flush();
    return super.step(address, generate);
  }

  protected override added(address: string, step: StoredStep): void {
    this.#batch.push(toLine(address, step));
    if (this.#batch.length >= 256) this.flush();
    else {
      this.#timer ??= setTimeout(() => {
        try {
          this.flush();
        } catch (error) {
          this.#failure = error;
        }
      }, 50).unref();
    }
  }

  override flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#batch.length === 0) return;
    this.#writer ??= new JsonlWriter(createSegment(this.path));
    this.#writer.appendAll(this.#batch);
    this.#batch = [];
    this.#failure = undefined;
  }

  override close(): void {
    this.flush();
    this.#writer?.close();
    this.#writer = undefined;
  }
}

function isSegment(name: string): boolean {
  return /^steps-\d{5}\.jsonl$/.test(name);
}

/** Creates the next free segment; exclusive creation keeps two processes from sharing one. */
function createSegment(folder: string): string {
  try {
    for (let number = readdirSync(folder).filter(isSegment).length + 1; ; number++) {
      const path = join(folder, `steps-${String(number).padStart(5, '0')}.jsonl`);
      try {
        closeSync(openSync(path, 'wx'));
        return path;
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      }
    }
  } catch (error) {
    throw storageError(folder, 'create a segment in', error);
  }
}

function toLine(address: string, step: StoredStep): StoredLine {
  const { statistics } = step;
  return {
    address,
    text: step.text,
    finish: step.finish.unified,
    ...(step.finish.raw === undefined ? {} : { raw: step.finish.raw }),
    tokens: [step.inputTokens, step.outputTokens],
    seconds: step.seconds,
    ...(statistics === undefined
      ? {}
      : { statistics: statisticFields.map((field) => statistics[field] ?? null) }),
    ...(step.value === undefined
      ? {}
      : { value: step.valuedTokens === undefined ? [step.value] : [step.value, step.valuedTokens] }),
  };
}

function fromLine(line: StoredLine): StoredStep {
  const statistics: Partial<Record<keyof TokenStatistics, number>> = {};
  line.statistics?.forEach((value, i) => {
    if (value !== null) statistics[statisticFields[i] as keyof TokenStatistics] = value;
  });
  return {
    text: line.text,
    finish: line.raw === undefined ? { unified: line.finish } : { unified: line.finish, raw: line.raw },
    // Key order and types as they were generated: count and both log-probabilities are always there.
    ...(line.statistics === undefined ? {} : { statistics: statistics as TokenStatistics }),
    inputTokens: line.tokens[0],
    outputTokens: line.tokens[1],
    seconds: line.seconds,
    ...(line.value === undefined ? {} : { value: line.value[0] }),
    ...(line.value?.[1] === undefined ? {} : { valuedTokens: line.value[1] }),
  };
}

/** What one target did in one round, under one load. */
export interface Block {
  target: string;
  streamed: boolean;
  connections: number;
  round: number;
  /** Milliseconds of a whole answer. */
  p50: number;
  p99: number;
  requestsPerSecond: number;
  /** Completions that the model server was asked for, per request. */
  callsPerRequest: number;
  /** Processor time of the target's process per request, in milliseconds; undefined where nothing stands between. */
  processorMilliseconds?: number;
  failures: number;
}

export interface Range {
  median: number;
  least: number;
  most: number;
}

/** The rounds of one target under one load. */
export interface Summary {
  target: string;
  streamed: boolean;
  connections: number;
  requestsPerSecond: Range;
  p50: Range;
  p99: Range;
  callsPerRequest: number;
  /**
   * Milliseconds that the target adds to a call of the model server: its latency per call minus that of the direct way in the
   * same round. Undefined for the direct way.
   */
  addedP50?: Range;
  addedP99?: Range;
  /** Processor milliseconds per call of the model server. */
  processorMilliseconds?: Range;
  failures: number;
}

/** Puts the rounds of each target and load together; `direct` is the target that the others are compared with. */
export function summariseRounds(blocks: readonly Block[], direct: string): Summary[] {
  const key = ({ target, streamed, connections }: Block): string => `${target} ${streamed} ${connections}`;
  return [...Map.groupBy(blocks, key).values()].map((rounds) => {
    const first = rounds[0] as Block;
    const { target, streamed, connections } = first;
    const added = (quantile: 'p50' | 'p99'): Range =>
      rangeOf(
        rounds.map((block) => {
          const beside = blocks.find(
            (other) =>
              other.target === direct &&
              other.streamed === streamed &&
              other.connections === connections &&
              other.round === block.round,
          );
          return block[quantile] / block.callsPerRequest - (beside?.[quantile] ?? Number.NaN);
        }),
      );
    const processor = rounds.flatMap(({ processorMilliseconds, callsPerRequest }) =>
      processorMilliseconds === undefined ? [] : [processorMilliseconds / callsPerRequest],
    );
    return {
      target,
      streamed,
      connections,
      requestsPerSecond: rangeOf(rounds.map((block) => block.requestsPerSecond)),
      p50: rangeOf(rounds.map((block) => block.p50)),
      p99: rangeOf(rounds.map((block) => block.p99)),
      callsPerRequest: rangeOf(rounds.map((block) => block.callsPerRequest)).median,
      ...(target === direct ? {} : { addedP50: added('p50'), addedP99: added('p99') }),
      ...(processor.length === 0 ? {} : { processorMilliseconds: rangeOf(processor) }),
      failures: rounds.reduce((sum, block) => sum + block.failures, 0),
    };
  });
}

/** Nearest-rank quantile. @param quantile in (0, 1] */
export function quantileOf(values: readonly number[], quantile: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.ceil(quantile * sorted.length) - 1];
  if (value === undefined) throw new Error('Expected at least one complete answer in every round, got none.');
  return value;
}

function rangeOf(values: readonly number[]): Range {
  return { median: quantileOf(values, 0.5), least: Math.min(...values), most: Math.max(...values) };
}

import {
  type CriterionDefinition,
  contentHash,
  type Random,
  type Rubric,
  type Rubricor,
  type RubricQuery,
  type RubricRecord,
} from '@roro/core';
import { checkBank, criterionBank } from '../bank/criterion-bank.js';
import { RubricDraft, rubricLength } from './rubric-draft.js';
import { type RubricItems, rubricItems } from './rubric-items.js';
import { RubricNetwork } from './rubric-network.js';
import { decodeRubricorFile } from './rubricor-file.js';

export interface LearnedRubricorOptions {
  /** The bank that it was trained with, default the one of this package. */
  bank?: readonly CriterionDefinition[];
  /** Names the file in errors. */
  path?: string;
}

/** Told of every choice: the draft before it, the allowed actions, the action, its log-probability in nats. */
export type ChoiceListener = (
  draft: RubricDraft,
  allowed: boolean[],
  action: number,
  logProbability: number,
) => void;

/**
 * A trained Rubricor: reads the query, writes 3–8 criteria of the bank. No tensor library. Greedy, so the same query
 * gives the same rubric; `sample` draws one instead.
 *
 * @throws StorageError for a corrupt file or one of another bank
 */
export class LearnedRubricor implements Rubricor {
  readonly id = 'learned';
  /** 12 hexadecimal digits of a hash of its bytes: equal weights, equal version. */
  readonly version: string;
  readonly bank: readonly CriterionDefinition[];
  /** Definitions that it does not write. */
  readonly dropped: readonly string[];
  readonly #network: RubricNetwork;

  constructor(bytes: Uint8Array, { bank = criterionBank, path }: LearnedRubricorOptions = {}) {
    checkBank(bank);
    const { layers, metadata } = decodeRubricorFile(bytes, bank, path);
    this.dropped = metadata.dropped;
    this.version = contentHash(Array.from(bytes).join()).slice(0, 12);
    this.bank = bank;
    this.#network = new RubricNetwork(layers, bank);
  }

  /** A record with a `failure` where bank and query have fewer than 3 criteria. */
  write(query: RubricQuery): RubricRecord {
    const rubric = this.#draft(rubricItems(query, this.bank), (probabilities) => {
      let best = 0;
      for (let a = 1; a < probabilities.length; a++) {
        if ((probabilities[a] as number) > (probabilities[best] as number)) best = a;
      }
      return best;
    });
    const { id, version } = this;
    const head = { version: 1, queryId: query.id, rubricor: { id, version } } as const;
    const count = rubric.criteria.length;
    if (count >= rubricLength.least) return { ...head, usage: [], rubric };
    const failure = `Expected at least ${rubricLength.least} criteria for this query, found ${count} in the bank without what was dropped.`;
    return { ...head, usage: [], failure };
  }

  /** Draws a rubric from the policy. */
  sample(items: RubricItems, random: Random, onChoice?: ChoiceListener): Rubric {
    return this.#draft(items, (probabilities) => random.categorical(Array.from(probabilities)), onChoice);
  }

  #draft(
    items: RubricItems,
    choose: (probabilities: Float64Array) => number,
    onChoice?: ChoiceListener,
  ): Rubric {
    const draft = new RubricDraft(items, this.dropped);
    while (!draft.ended) {
      const allowed = draft.allowed();
      const probabilities = maskedSoftmax(this.#network.logits(items, draft), allowed);
      const action = choose(probabilities);
      onChoice?.(draft, allowed, action, Math.log(probabilities[action] as number));
      draft.take(action);
    }
    return draft.rubric();
  }
}

function maskedSoftmax(logits: Float64Array, allowed: readonly boolean[]): Float64Array {
  let largest = Number.NEGATIVE_INFINITY;
  for (let a = 0; a < logits.length; a++) if (allowed[a]) largest = Math.max(largest, logits[a] as number);
  let sum = 0;
  const probabilities = logits.map((logit, a) => {
    const weight = allowed[a] ? Math.exp(logit - largest) : 0;
    sum += weight;
    return weight;
  });
  return probabilities.map((weight) => weight / sum);
}

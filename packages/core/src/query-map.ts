import {
  addSigned,
  embeddingLength,
  embedText,
  forEachGram,
  normalise,
  numberFeatures,
  textWindow,
} from './text-features.js';

/** What a policy, a rubricor or a judge reads from a line or sentence of the query, or from a step. */
export interface TextView {
  embedding: Float32Array;
  /** First number, last number. */
  numbers: Float32Array;
}

interface MappedStep extends TextView {
  /** Overlap with each segment of the query. */
  scores: Float64Array;
}

/** Where the reasoning stands in the query. */
export interface Place {
  /** Segment that the last step worked on; 0 before the first step. */
  segment: number;
  /** Steps at the end that worked on the same segment. */
  dwell: number;
}

const segmentLimit = 64;
const stepLimit = 512;

/**
 * Finds out how far the reasoning has come through its query. The query is cut into segments, its lines or sentences;
 * a step belongs to the segment it shares the most pairs and triples of characters with, each weighed by one over the
 * number of segments that have it. What follows that segment is what the next step is likely to be about, in any text
 * that is worked through in order.
 *
 * Everything computed from a text is kept, for one query, so that a decision costs the hashing of its newest step.
 */
export class QueryMap {
  readonly segments: readonly TextView[];
  /** The segments as the query has them, trimmed. */
  readonly texts: readonly string[];
  readonly #postings = new Map<number, number[]>();
  readonly #steps = new Map<string, MappedStep>();

  constructor(prompt: string) {
    const texts = prompt
      .split(/\n|(?<=[.?!;])\s/)
      .map((text) => text.trim())
      .filter((text) => text !== '')
      .slice(0, segmentLimit);
    this.texts = texts;
    this.segments = texts.map((text) => ({ embedding: embedText(text), numbers: numberFeatures(text) }));
    for (const [segment, text] of texts.entries()) {
      forEachGram(text, (hash) => {
        const posting = this.#postings.get(hash);
        if (posting === undefined) this.#postings.set(hash, [segment]);
        else if (posting.at(-1) !== segment) posting.push(segment);
      });
    }
  }

  /** A step's features; kept per text. */
  step(text: string): TextView {
    return this.#step(text);
  }

  /** Follows the steps through the segments; of equally good segments the one nearest to where the last step was. */
  place(steps: readonly { text: string }[]): Place {
    let segment = 0;
    let dwell = 0;
    for (let index = 0; index < steps.length; index++) {
      const { scores } = this.#step((steps[index] as { text: string }).text);
      let best = segment;
      for (let candidate = 0; candidate < scores.length; candidate++) {
        const gain = (scores[candidate] as number) - (scores[best] as number);
        if (gain > 0 || (gain === 0 && Math.abs(candidate - segment) < Math.abs(best - segment)))
          best = candidate;
      }
      dwell = best === segment ? dwell + 1 : 1;
      segment = best;
    }
    return { segment, dwell };
  }

  #step(text: string): MappedStep {
    const known = this.#steps.get(text);
    if (known !== undefined) return known;
    const trimmed = text.trim();
    const tail = trimmed.length > textWindow ? trimmed.slice(-textWindow) : trimmed;
    const scores = new Float64Array(this.segments.length);
    const embedding = new Float32Array(embeddingLength);
    // The same sum as embedText; both are made in one pass because this is most of what a decision costs.
    forEachGram(tail, (exact, shape) => {
      addSigned(embedding, shape);
      const posting = this.#postings.get(exact);
      if (posting === undefined) return;
      const weight = 1 / posting.length;
      for (let index = 0; index < posting.length; index++) {
        const segment = posting[index] as number;
        scores[segment] = (scores[segment] as number) + weight;
      }
    });
    const step = { embedding: normalise(embedding), numbers: numberFeatures(tail), scores };
    if (this.#steps.size >= stepLimit) this.#steps.clear();
    this.#steps.set(text, step);
    return step;
  }
}

const queryLimit = 2048;

/** The maps of the latest queries, by prompt. Plain memory: the same prompt gives the same map. */
export class QueryMaps {
  readonly #maps = new Map<string, QueryMap>();

  get(prompt: string): QueryMap {
    const known = this.#maps.get(prompt);
    if (known !== undefined) return known;
    const map = new QueryMap(prompt);
    if (this.#maps.size >= queryLimit) this.#maps.delete(this.#maps.keys().next().value as string);
    this.#maps.set(prompt, map);
    return map;
  }
}

import type { Router, RouterFamily } from '@roro/core';
import { ConfigurationError } from '@roro/core/routing';
import { requireCalls } from '../require-calls.js';
import { candidateScore } from '../review/candidate-score.js';
import { checkScoreThreshold } from '../review/check-score-threshold.js';
import { requireDraft } from '../review/require-draft.js';
import { reviewDecision } from '../review/review-decision.js';
import { scoreGrid } from '../review/score-grid.js';

export interface SpecCotOptions {
  /** Drafts of each step by the cheapest model, whole number ≥ 1, default 3. */
  drafts?: number;
}

/**
 * SpecCoT (EMNLP 2025 Findings): the cheapest model drafts the step several times, the dearest picks a draft or none of
 * them, and then writes the step. The pick is the draft that scorer `verdict` values most, the earliest of equals; none
 * if that value is below the threshold. Equal drafts are scored once.
 *
 * @param threshold range [0, 1]
 * @throws ConfigurationError for another threshold or number of drafts; when deciding, RouterError without a draft or calls
 */
export function specCotRouter(threshold: number, { drafts = 3 }: SpecCotOptions = {}): Router {
  const id = 'spec-cot';
  checkScoreThreshold(id, threshold);
  if (!(Number.isInteger(drafts) && drafts >= 1)) {
    throw new ConfigurationError({
      message: `Router "${id}" needs a whole number of drafts ≥ 1, got ${drafts}.`,
      nextStep: 'Leave it out for 3.',
    });
  }
  return {
    id,
    version: '1',
    mode: 'review',
    knob: threshold,
    spec: { type: 'spec-cot', threshold, drafts },
    async decide(state) {
      const { models } = state;
      const first = requireDraft(state, id);
      const calls = requireCalls(state, id);
      const others = Array.from({ length: drafts - 1 }, (_, index) => calls.draft(first.model, index + 1));
      const candidates = [first, ...(await Promise.all(others))];
      const byText = new Map<string, Promise<number>>();
      for (const candidate of candidates) {
        if (!byText.has(candidate.text))
          byText.set(candidate.text, candidateScore(state, id, 'verdict', candidate));
      }
      const verdicts = await Promise.all(candidates.map(({ text }) => byText.get(text) as Promise<number>));
      const best = Math.max(...verdicts);
      const draw = verdicts.indexOf(best);
      const accepted = best >= threshold;
      const text = accepted
        ? `draft ${draw} of ${drafts}: verdict ${best.toFixed(3)} ≥ ${threshold.toFixed(3)}`
        : `none of ${drafts} drafts: best verdict ${best.toFixed(3)} < ${threshold.toFixed(3)}`;
      return reviewDecision(
        models,
        accepted,
        {
          features: {
            drafts,
            distinctDrafts: byText.size,
            ...Object.fromEntries(verdicts.map((verdict, index) => [`verdict${index}`, verdict])),
          },
          score: best,
          threshold,
          text,
        },
        draw,
      );
    },
  };
}

/** Thresholds from 0 (cheap: the best draft is always taken) to 1. */
export function specCotFamily(options: SpecCotOptions = {}): RouterFamily {
  return {
    id: 'spec-cot',
    title: 'SpecCoT',
    mode: 'review',
    source:
      'SpecCoT (Findings of EMNLP 2025, 2025.findings-emnlp.1326): several drafts, the large model picks one or none.',
    training: 'none',
    scorer: 'verdict',
    knob: { name: 'threshold', values: Array.from({ length: 21 }, (_, index) => index / 20) },
    fit: async (data) => ({ knobs: await scoreGrid(data, 'verdict') }),
    create: (knob = 0.5) => specCotRouter(knob, options),
  };
}

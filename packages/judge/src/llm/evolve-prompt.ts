import {
  ConfigurationError,
  canonicalJson,
  deriveSeed,
  type PreferencePair,
  Random,
  type UsageEntry,
  ValidationError,
} from '@roro/core';
import { type LanguageModel, Output } from 'ai';
import { z } from 'zod';
import { askModel, type CallSettings } from './ask-model.js';
import { evolutionPrompt } from './evolution-prompt.js';
import type { LlmPrompt } from './llm-prompt.js';
import { paretoWeights } from './pareto-weights.js';

/** How a prompt did on one pair. */
export interface PairResult<Pair = PreferencePair> {
  pair: Pair;
  /** Was the chosen trajectory scored above the rejected one? */
  correct: boolean;
  /** What the proposer is told about the pair where it is wrong: the case, what was answered, what was right. */
  note: string;
  /** Model calls made for it; added to the usage of the evolution. */
  usage?: readonly UsageEntry[];
}

export interface EvolvePromptOptions<Pair = PreferencePair> extends Omit<CallSettings, 'seed'> {
  initial: LlmPrompt;
  /** The model that writes better prompts. */
  propose: LanguageModel;
  /**
   * Runs the role whose prompt is evolved, whichever it is: one result a pair, in their order. An evolution is as
   * deterministic as this function and `propose` are.
   */
  evaluate(
    prompt: LlmPrompt,
    pairs: readonly Pair[],
    options: { signal: AbortSignal | undefined },
  ): Promise<readonly PairResult<Pair>[]>;
  /** Pairs whose failures the proposer may see; at least one. */
  training: readonly Pair[];
  /** Pairs that accept or reject a candidate; at least one, none of them in `training`. */
  heldOut: readonly Pair[];
  /** ≥ 0. Default 3. */
  rounds?: number;
  /** ≥ 1. Default 2. */
  candidatesPerRound?: number;
  /** Failures shown to the proposer, ≥ 1. Default 4. */
  failuresShown?: number;
  /** Accepted prompts that may be built upon, ≥ 1; 1 is best-first. Default 4. */
  poolSize?: number;
  /** Default 0. */
  seed?: number;
  /** Instructions of the proposer. Default `evolutionPrompt`. */
  prompt?: LlmPrompt;
  signal?: AbortSignal;
}

/** One candidate; the initial prompt is the entry of round 0. */
export interface EvolutionEntry {
  round: number;
  /** Share of held-out pairs that are right, range [0, 1]; undefined where there was nothing to evaluate. */
  accuracy: number | undefined;
  accepted: boolean;
  /** Version of the candidate; undefined where there is no candidate. */
  version: string | undefined;
  /** Why there was nothing to evaluate. */
  failure?: string;
}

export interface PromptEvolution {
  /** The best prompt by held-out accuracy: `initial` where nothing was strictly better. */
  prompt: LlmPrompt;
  history: EvolutionEntry[];
  /** Calls of the proposer and of `evaluate`, in their order. */
  usage: UsageEntry[];
}

interface PoolMember {
  prompt: LlmPrompt;
  training: readonly { correct: boolean; note: string }[];
}

const proposalSchema = z.object({ diagnosis: z.string(), instructions: z.string().trim().min(1) });

/**
 * Reflective prompt evolution, after GEPA (2507.19457): a model is shown a prompt and some training pairs that it got
 * wrong, and writes a better one. What is built upon is drawn from a small pool of accepted prompts, each with
 * probability proportional to the number of training pairs on which it is among the best (Pareto). A candidate is
 * accepted only where its held-out accuracy is strictly higher than the best so far.
 *
 * Simpler than GEPA: candidates are not pre-selected on a small batch, and prompts are not merged. Since candidates
 * are selected on the held-out pairs, the accuracy that is reported for the result is optimistic; measure it on a
 * third set. The search ends early where the held-out accuracy is 1 or the prompts of the pool fail on no training
 * pair.
 *
 * @throws ConfigurationError for settings out of range or a held-out pair that is a training pair; ValidationError
 *   where `evaluate` does not answer one result a pair; AbortError when the signal is aborted; what `evaluate` throws
 */
export async function evolvePrompt<Pair = PreferencePair>(
  options: EvolvePromptOptions<Pair>,
): Promise<PromptEvolution> {
  const { initial, training, heldOut, signal } = options;
  const { rounds = 3, candidatesPerRound = 2, failuresShown = 4, poolSize = 4, seed = 0 } = options;
  checkSettings({ rounds, candidatesPerRound, failuresShown, poolSize }, training, heldOut);
  const usage: UsageEntry[] = [];
  const evaluate = async (
    prompt: LlmPrompt,
    pairs: readonly Pair[],
  ): Promise<readonly PairResult<Pair>[]> => {
    const results = await options.evaluate(prompt, pairs, { signal });
    if (results.length !== pairs.length) {
      throw new ValidationError({
        message: `Expected evaluate to answer ${pairs.length} results, one a pair, got ${results.length}.`,
        nextStep: 'Return a result for every pair, in their order.',
      });
    }
    usage.push(...results.flatMap((result) => result.usage ?? []));
    return results;
  };

  let best = { prompt: initial, accuracy: accuracyOf(await evaluate(initial, heldOut)) };
  const history: EvolutionEntry[] = [
    { round: 0, accuracy: best.accuracy, accepted: true, version: initial.version },
  ];
  const known = new Set([initial.text.trim()]);
  let pool: PoolMember[] =
    rounds === 0 || best.accuracy === 1
      ? []
      : [{ prompt: initial, training: await evaluate(initial, training) }];

  for (let round = 1; round <= rounds; round++) {
    const accepted: PoolMember[] = [];
    for (let candidate = 1; candidate <= candidatesPerRound; candidate++) {
      if (best.accuracy === 1) break;
      const random = new Random('evolve-prompt', seed, round, candidate);
      const parent = pickParent(pool, random);
      if (parent === undefined) break;
      const reply = await propose(
        options,
        parent,
        failuresShown,
        random,
        deriveSeed('propose', seed, round, candidate) >>> 1,
      );
      usage.push(...reply.usage);
      if (reply.value === undefined) {
        history.push({
          round,
          accuracy: undefined,
          accepted: false,
          version: undefined,
          failure: reply.failure,
        });
        continue;
      }
      const text = reply.value.instructions;
      const prompt: LlmPrompt = { version: `${initial.version}.r${round}c${candidate}`, text };
      if (known.has(text.trim())) {
        const failure = 'The proposed prompt is one that was tried before.';
        history.push({ round, accuracy: undefined, accepted: false, version: prompt.version, failure });
        continue;
      }
      known.add(text.trim());
      const accuracy = accuracyOf(await evaluate(prompt, heldOut));
      const isBetter = accuracy > best.accuracy;
      history.push({ round, accuracy, accepted: isBetter, version: prompt.version });
      if (!isBetter) continue;
      best = { prompt, accuracy };
      // Its failures are needed only where another round follows.
      if (round < rounds && accuracy < 1)
        accepted.push({ prompt, training: await evaluate(prompt, training) });
    }
    // Held-out accuracy rises with every accepted prompt, so the last ones are the best.
    pool = [...pool, ...accepted].slice(-poolSize);
  }
  return { prompt: best.prompt, history, usage };
}

/** A prompt to build upon, among those that fail on some training pair; undefined where there is none. */
function pickParent(pool: readonly PoolMember[], random: Random): PoolMember | undefined {
  const weights = paretoWeights(pool.map(({ training }) => training.map(({ correct }) => correct)));
  const candidates = pool
    .map((member, index) => ({ member, weight: weights[index] as number }))
    .filter(({ member, weight }) => weight > 0 && member.training.some(({ correct }) => !correct));
  if (candidates.length === 0) return undefined;
  return candidates[random.categorical(candidates.map(({ weight }) => weight))]?.member;
}

function propose<Pair>(
  options: EvolvePromptOptions<Pair>,
  parent: PoolMember,
  failuresShown: number,
  random: Random,
  seed: number,
) {
  const { propose: model, prompt = evolutionPrompt, signal } = options;
  const failures = random.shuffle(parent.training.filter(({ correct }) => !correct)).slice(0, failuresShown);
  const right = parent.training.length - parent.training.filter(({ correct }) => !correct).length;
  const { name, maxOutputTokens, temperature = 1, maxRetries, requestTimeout, providerOptions } = options;
  return askModel(
    {
      model,
      instructions: prompt.text,
      prompt: `<instructions>\n${parent.prompt.text}\n</instructions>\n\nThey are right on ${right} of ${parent.training.length} cases. Cases in which they are wrong:\n\n${failures
        .map(({ note }, index) => `<case number="${index + 1}">\n${note}\n</case>`)
        .join('\n')}\n\nAnswer with a JSON object {"diagnosis", "instructions"}.`,
      seed,
      temperature,
      signal,
      ...(name === undefined ? {} : { name }),
      ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
      ...(maxRetries === undefined ? {} : { maxRetries }),
      ...(requestTimeout === undefined ? {} : { requestTimeout }),
      ...(providerOptions === undefined ? {} : { providerOptions }),
    },
    Output.object({ schema: proposalSchema, name: 'proposal' }),
  );
}

function accuracyOf(results: readonly { correct: boolean }[]): number {
  return results.filter(({ correct }) => correct).length / results.length;
}

function checkSettings(
  counts: Record<'rounds' | 'candidatesPerRound' | 'failuresShown' | 'poolSize', number>,
  training: readonly unknown[],
  heldOut: readonly unknown[],
): void {
  for (const [name, count] of Object.entries(counts)) {
    const least = name === 'rounds' ? 0 : 1;
    if (Number.isInteger(count) && count >= least) continue;
    throw new ConfigurationError({
      message: `Expected ${name} to be a whole number ≥ ${least}, got ${count}.`,
      nextStep: 'Leave it out for the default.',
    });
  }
  for (const [name, pairs] of Object.entries({ training, heldOut })) {
    if (pairs.length > 0) continue;
    throw new ConfigurationError({
      message: `Expected at least one pair in ${name}, got none.`,
      nextStep: 'Split the preference pairs by query.',
    });
  }
  const seen = new Set(training.map(canonicalJson));
  const shared = heldOut.find((pair) => seen.has(canonicalJson(pair)));
  if (shared === undefined) return;
  throw new ConfigurationError({
    message: `A held-out pair is also a training pair: ${canonicalJson(shared).slice(0, 200)}.`,
    nextStep: 'Split the preference pairs by query.',
  });
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LanguageModelV4Prompt } from '@ai-sdk/provider';
import { AbortError, JsonlWriter, type ProgressListener, providerKey, Random, readJsonl } from '@roro/core';
import { z } from 'zod';
import type { AbacusProvider } from '../provider/create-abacus.js';
import { checkSteps, finalAnswer } from '../tasks/check.js';
import { BENCHMARKS, generatePrompt } from '../tasks/generate.js';
import { splitOf } from '../tasks/queries.js';
import type { RewardModelRecipe, ShippedModel } from '../tasks/recipes.js';
import { encode } from '../tasks/vocabulary.js';
import type { TrainingText } from './batches.js';

const labelledAnswerSchema = z.object({
  prompt: z.string(),
  /** Without their newlines. */
  lines: z.array(z.string()),
  /** Verdict of the step verifier on each line. */
  correct: z.array(z.boolean()),
});
export type LabelledAnswer = z.infer<typeof labelledAnswerSchema>;

/** Lines after which an answer is given up. */
const mostLines = 24;
const mostTokensOfALine = 64;
/** Answers under way at a time, and written together. */
const round = 512;

export interface LabelledAnswersOptions {
  recipe: Pick<RewardModelRecipe, 'answers' | 'writers' | 'temperature' | 'seed' | 'start'>;
  models: AbacusProvider;
  /** Keeps `answers.jsonl`; what is there already is not written again. */
  directory: string;
  onProgress?: ProgressListener;
  signal?: AbortSignal | undefined;
}

/**
 * Answers of models to questions of the train split, line by line by changing models, with the verdict on each line:
 * what a process reward model learns from. The same recipe and weights give the same answers.
 *
 * @throws AbortError after `signal`; StorageError where the file cannot be read or written
 */
export async function labelledAnswers(options: LabelledAnswersOptions): Promise<LabelledAnswer[]> {
  const { recipe, directory, onProgress, signal } = options;
  const path = join(directory, 'answers.jsonl');
  const answers = existsSync(path) ? readJsonl(path, labelledAnswerSchema).records : [];
  const writer = new JsonlWriter(path);
  try {
    while (answers.length < recipe.answers) {
      if (signal?.aborted) {
        throw new AbortError({
          message: `Stopped after ${answers.length} of ${recipe.answers} answers.`,
          nextStep: 'Run the same command again to go on from there.',
        });
      }
      const count = Math.min(round, recipe.answers - answers.length);
      const first = answers.length;
      const written = await Promise.all(
        Array.from({ length: count }, (_, i) => writeAnswer(options, first + i)),
      );
      writer.appendAll(written);
      answers.push(...written);
      onProgress?.({
        type: 'progress',
        task: 'answers to train on',
        done: answers.length,
        total: recipe.answers,
      });
    }
    return answers;
  } finally {
    writer.close();
  }
}

async function writeAnswer(
  { recipe, models, signal }: LabelledAnswersOptions,
  index: number,
): Promise<LabelledAnswer> {
  const random = new Random('labelled answers', recipe.seed, index);
  const names = Object.keys(recipe.writers) as ShippedModel[];
  const shares = names.map((name) => recipe.writers[name] ?? 0);
  const prompt = drawPrompt(random);
  const alone = index % 2 === 0 ? recipe.start : undefined;
  const lines: string[] = [];
  while (lines.length < mostLines) {
    const model = models(alone ?? (names[random.categorical(shares)] as ShippedModel));
    const before = lines.map((line) => `${line}\n`).join('');
    const messages: LanguageModelV4Prompt = [{ role: 'user', content: [{ type: 'text', text: prompt }] }];
    if (before !== '') messages.push({ role: 'assistant', content: [{ type: 'text', text: before }] });
    const { content, finishReason } = await model.doGenerate({
      prompt: messages,
      stopSequences: ['\n'],
      maxOutputTokens: mostTokensOfALine,
      temperature: recipe.temperature,
      seed: random.integer(0, 2 ** 31 - 1),
      providerOptions: { [providerKey]: { continueFinalMessage: before !== '' } },
      ...(signal === undefined ? {} : { abortSignal: signal }),
    });
    const [part] = content;
    const text = part?.type === 'text' ? part.text : '';
    if (finishReason.unified === 'length') break;
    lines.push(text);
    if (finalAnswer(text) !== undefined) break;
  }
  return { prompt, lines, correct: checkSteps({ prompt }, lines).map(({ correct }) => correct) };
}

/** A question of the train split; `long` is never trained on. */
function drawPrompt(random: Random): string {
  const names = BENCHMARKS.filter((name) => name !== 'long');
  for (;;) {
    const prompt = generatePrompt(random.pick(names), random);
    if (splitOf(prompt) === 'train') return prompt;
  }
}

/** Texts as `trainModel` takes them: after each line of the answer `+` or `-` is to be predicted, and nothing elsewhere. */
export function verdictText({ prompt, lines, correct }: LabelledAnswer): TrainingText {
  const answer = lines.map((line) => `${line}\n`);
  // One token more, so that there is a place for the verdict on the last line.
  const tokens = encode(`${prompt}${answer.join('')}\n`);
  const labels = [...tokens];
  const weights = Array<number>(tokens.length).fill(0);
  const [right, wrong] = encode('+-') as [number, number];
  let end = prompt.length;
  for (const [index, line] of answer.entries()) {
    end += line.length;
    labels[end] = correct[index] === true ? right : wrong;
    weights[end] = 1;
  }
  return { tokens, labels, weights };
}

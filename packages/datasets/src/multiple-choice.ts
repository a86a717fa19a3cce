import { Random } from '@roro/core';
import type { Question } from './question.js';

/** A multiple-choice question with its choices lettered. */
export interface LetteredQuestion {
  /** The question and below it a line a choice, `A) …`. */
  prompt: string;
  /** Letter of the right choice. */
  answer: string;
}

/**
 * Puts the choices in an order that is drawn anew for each question, so that no place is the right one more often, and
 * letters them.
 *
 * @param seed the same seed, id and choices give the same order
 */
export function letterChoices(
  { id, prompt, answer, choices }: Question & { answer: string; choices: readonly string[] },
  seed: number,
): LetteredQuestion {
  const order = new Random('choices', seed, id).shuffle(choices);
  const letter = (place: number): string => String.fromCharCode(65 + place);
  return {
    prompt: `${prompt}\n\n${order.map((choice, place) => `${letter(place)}) ${choice}`).join('\n')}`,
    answer: letter(order.indexOf(answer)),
  };
}

import type { AnswerFormat } from '@roro/core';

/** An answer in two parts. Without thinking tags everything is answer. */
export interface AnswerParts {
  /** Between the tags; empty where the answer does not begin with thinking. */
  thinking: string;
  /** After the closing tag, or all of it; undefined while the thinking goes on. */
  answer: string | undefined;
}

export function splitThinking(text: string, { thinking }: Pick<AnswerFormat, 'thinking'>): AnswerParts {
  if (thinking === undefined) return { thinking: '', answer: text };
  const { open, close, opened = false } = thinking;
  const leading = text.length - text.trimStart().length;
  const hasTag = text.startsWith(open, leading);
  if (!hasTag && !opened) return { thinking: '', answer: text };
  const begin = hasTag ? leading + open.length : 0;
  const end = text.indexOf(close, begin);
  if (end === -1) return { thinking: text.slice(begin), answer: undefined };
  return { thinking: text.slice(begin, end), answer: text.slice(end + close.length) };
}

import { z } from 'zod';

/** What the scripted model writes next. */
export interface ScriptedText {
  /** Continues the answer; may hold delimiters. Not empty unless `ended`. */
  text: string;
  /** The model ends its answer after this text; otherwise it is asked again, with the longer prefix. */
  ended: boolean;
  /** Probability of each token of this text, in (0, 1), default 0.75. */
  probability?: number;
}

/**
 * A scripted model: a pure function of the last user message, what stands of the answer already (empty unless the
 * request says `continue_final_message`) and the seed of the request (0 where it has none).
 */
export type UpstreamScript = (prompt: string, prefix: string, seed: number) => ScriptedText;

/** The part of a chat completion request that the server reads. */
export const upstreamBodySchema = z.looseObject({
  model: z.string(),
  messages: z.array(z.looseObject({ role: z.string(), content: z.unknown() })).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  stop: z.union([z.string(), z.array(z.string())]).nullish(),
  seed: z.number().int().nullish(),
  max_tokens: z.number().int().positive().nullish(),
  max_completion_tokens: z.number().int().positive().nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.number().int().min(0).max(20).nullish(),
  continue_final_message: z.boolean().nullish(),
  add_generation_prompt: z.boolean().nullish(),
});
export type UpstreamBody = z.infer<typeof upstreamBodySchema>;

export interface UpstreamToken {
  /** Its part of the text: empty for the tokens of the stop sequence, which vLLM counts and does not show. */
  shown: string;
  text: string;
  probability: number;
}

export interface UpstreamAnswer {
  text: string;
  tokens: UpstreamToken[];
  finishReason: 'stop' | 'length';
  /** The stop sequence that ended the text, null where the model ended it. */
  stopReason: string | null;
  promptTokens: number;
}

/** The model's context: an answer without `max_tokens` ends here at the latest. */
const longestAnswer = 4096;

/** Prompt and prefix as the script sees them. */
export function readPrompt({ messages, continue_final_message }: UpstreamBody): {
  prompt: string;
  prefix: string;
} {
  const asked = messages.findLast((message) => message.role === 'user');
  const last = messages.at(-1);
  const continued = continue_final_message === true && last?.role === 'assistant';
  return { prompt: textOf(asked?.content), prefix: continued ? textOf(last.content) : '' };
}

/**
 * Runs the script until a stop sequence, the end of the answer or the longest length, as vLLM does: the stop sequence is cut
 * from the text, its tokens are counted.
 *
 * @throws Error when the script writes nothing without having ended, which would never end
 */
export function writeAnswer(script: UpstreamScript, body: UpstreamBody): UpstreamAnswer {
  const { prompt, prefix } = readPrompt(body);
  const stops = (typeof body.stop === 'string' ? [body.stop] : (body.stop ?? [])).filter(
    (stop) => stop !== '',
  );
  const longest = body.max_completion_tokens ?? body.max_tokens ?? longestAnswer;
  const promptTokens = body.messages.flatMap((message) => cutTokens(textOf(message.content))).length;
  const written: { text: string; probability: number }[] = [];
  let text = '';
  const end = (finishReason: 'stop' | 'length', stopReason: string | null): UpstreamAnswer => {
    const shownText = stopReason === null ? text : text.slice(0, text.indexOf(stopReason));
    let start = 0;
    const tokens = written.map((token) => {
      const shown = shownText.slice(start, start + token.text.length);
      start += token.text.length;
      return { ...token, shown };
    });
    return { text: shownText, tokens, finishReason, stopReason, promptTokens };
  };
  for (;;) {
    const next = script(prompt, prefix + text, body.seed ?? 0);
    if (next.text === '' && !next.ended) throw new Error('The script wrote nothing and did not end.');
    for (const token of cutTokens(next.text)) {
      written.push({ text: token, probability: next.probability ?? 0.75 });
      text += token;
      const stop = firstStop(text, stops);
      if (stop !== undefined) return end('stop', stop);
      if (written.length === longest) return end('length', null);
    }
    if (next.ended) return end('stop', null);
  }
}

/** Words with the space before them, runs of line breaks, and what space is left. */
function cutTokens(text: string): string[] {
  return text.match(/[^\S\n]*\S+|\n+|[^\S\n]+/g) ?? [];
}

/** The stop sequence that begins first in the text. */
function firstStop(text: string, stops: readonly string[]): string | undefined {
  const found = stops.map((stop) => ({ stop, at: text.indexOf(stop) })).filter(({ at }) => at !== -1);
  return found.sort((a, b) => a.at - b.at)[0]?.stop;
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part: { text?: unknown }) => (typeof part.text === 'string' ? part.text : '')).join('');
}

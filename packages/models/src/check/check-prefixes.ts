import { ServedLanguageModel } from '../served-language-model.js';
import { countingBegun, countingQuestion } from './counting.js';
import type { FeatureCheck } from './model-check.js';
import { hasFailed, type Probe, type ProbeAnswer, type ProbeFailure } from './probe.js';

const thought = 'I count up from one, number by number, as asked.\n';

/** Tokens that may stand for nothing: a tokeniser's blank before the first word. */
const tolerance = 2;

/**
 * `prefix continuation` and `thinking in prefixes`. What the model writes shows whether it goes on; how many tokens the prompt has
 * shows whether the prefix is read as it is: twice the prefix must cost twice the tokens, and thinking in it as much as the
 * same words outside.
 *
 * @param begun the answer to the counting question that has begun with `countingBegun`
 * @param inputTokens of the question alone
 */
export async function checkPrefixes(
  probe: Probe,
  begun: ProbeAnswer | ProbeFailure,
  inputTokens: number | undefined,
): Promise<FeatureCheck[]> {
  const { model } = probe;
  const settings = ServedLanguageModel.isInstance(model) ? model.settings : undefined;
  const isAsked = settings?.continuation === 'message';
  const withTemplate =
    settings === undefined || settings.kind.id === 'hosted'
      ? 'Use a server that continues messages.'
      : "Give `chatTemplate`, the path of the model's tokenizer_config.json: the prefix then goes to /completions as text.";
  if (hasFailed(begun)) {
    return [
      { feature: 'prefix continuation', verdict: 'no', note: begun.failure, advice: withTemplate },
      { feature: 'thinking in prefixes', verdict: 'unknown' },
    ];
  }
  /** Tokens that a prefix adds to the prompt. */
  const added = async (prefix: string): Promise<number | undefined> => {
    const answer = await probe.ask(countingQuestion, { prefix, maxOutputTokens: 1 });
    const total = hasFailed(answer) ? undefined : answer.usage.inputTokens.total;
    return total === undefined || inputTokens === undefined ? undefined : total - inputTokens;
  };
  const total = begun.usage.inputTokens.total;
  const once = total === undefined || inputTokens === undefined ? undefined : total - inputTokens;
  const twice = await added(countingBegun + countingBegun);
  const inserted = once === undefined || twice === undefined || isAsked ? 0 : 2 * once - twice;
  const { open, close } = settings?.thinking ?? { open: '<think>', close: '</think>' };
  const inThinking = await added(`${open}\n${thought}${close}\n\n${countingBegun}`);
  const outside = await added(`${thought}\n${countingBegun}`);
  return [
    continuation(begun.text, once, inserted, isAsked, withTemplate),
    thinking(inserted, inThinking, outside, withTemplate),
  ];
}

function continuation(
  text: string,
  once: number | undefined,
  inserted: number,
  isAsked: boolean,
  withTemplate: string,
): FeatureCheck {
  const feature = 'prefix continuation';
  if (once !== undefined && once <= 0) {
    return { feature, verdict: 'no', note: 'the prompt has no more tokens with it', advice: withTemplate };
  }
  if (/^\s*1\s*(,|$)/.test(text) || text.includes(countingBegun)) {
    return { feature, verdict: 'no', note: 'the answer begins anew', advice: withTemplate };
  }
  if (!/^\s*8\b/.test(text)) {
    return { feature, verdict: 'unknown', note: `after 7 came ${JSON.stringify(text.slice(0, 30))}` };
  }
  if (isAsked) return { feature, verdict: 'yes', note: 'asked for in a new turn', advice: withTemplate };
  return {
    feature,
    verdict: 'yes',
    ...(inserted > tolerance ? { note: `${inserted} tokens stand between the question and the prefix` } : {}),
  };
}

function thinking(
  inserted: number,
  inThinking: number | undefined,
  outside: number | undefined,
  withTemplate: string,
): FeatureCheck {
  const feature = 'thinking in prefixes';
  if (inThinking === undefined || outside === undefined) return { feature, verdict: 'unknown' };
  const problem =
    inThinking < outside
      ? 'the chat template drops it'
      : inserted > tolerance
        ? 'the chat template puts its own before the prefix'
        : undefined;
  if (problem === undefined) return { feature, verdict: 'yes' };
  return { feature, verdict: 'no', note: problem, advice: `If the model thinks: ${withTemplate}` };
}

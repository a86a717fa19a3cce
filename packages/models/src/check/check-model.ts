import type { PoolMember } from '@roro/core';
import { checkPrefixes } from './check-prefixes.js';
import { checkServer } from './check-server.js';
import { countingBegun, countingQuestion } from './counting.js';
import { checkedFeatures, type FeatureCheck, type ModelCheck } from './model-check.js';
import { hasFailed, Probe, type ProbeAnswer, type ProbeFailure } from './probe.js';

export interface CheckModelOptions {
  /** Seconds that each request may take, > 0, default 60. */
  timeout?: number;
  signal?: AbortSignal;
}

/** With two of them, a provider cannot guess which one it was. */
const stopStrings = [',', '|||'];

/** More than any server lists. */
const manyAlternatives = 1000;

const brief = { maxOutputTokens: 24 };

const reachable: FeatureCheck = { feature: 'reachable', verdict: 'yes' };

/**
 * Tries what a model can do, with about a dozen small requests one after the other. What fails is reported, not thrown.
 *
 * @param member of a pool; one with an `id` is named by it
 * @throws the signal's reason when it is aborted
 */
export async function checkModel(
  member: PoolMember & { id?: string },
  { timeout = 60, signal }: CheckModelOptions = {},
): Promise<ModelCheck> {
  const model = member.id ?? member.model.modelId;
  const probe = new Probe(member.model, timeout, signal);
  const server = await checkServer(member, probe);
  const answer = await probe.ask(countingQuestion, {
    ...brief,
    options: { topLogProbabilities: manyAlternatives },
  });
  // A refusal may be one of log-probabilities alone.
  const plain =
    hasFailed(answer) && !answer.isUnreachable ? await probe.ask(countingQuestion, brief) : answer;
  if (hasFailed(plain))
    return inOrder(
      model,
      plain.isUnreachable ? [unreachable(plain)] : [reachable, ...server, refused(plain)],
    );
  const begun = await probe.ask(countingQuestion, {
    ...brief,
    prefix: countingBegun,
    stopSequences: stopStrings,
  });
  return inOrder(model, [
    reachable,
    ...server,
    chatCheck(plain),
    ...(await checkPrefixes(probe, begun, plain.usage.inputTokens.total)),
    ...stopChecks(begun),
    logProbabilityCheck(answer),
    await promptCheck(probe),
    await seedCheck(probe),
    usageCheck(plain),
    ...(await streamChecks(probe)),
  ]);
}

function inOrder(model: string, checks: readonly FeatureCheck[]): ModelCheck {
  return {
    model,
    features: checkedFeatures.map(
      (feature) => checks.find((check) => check.feature === feature) ?? { feature, verdict: 'unknown' },
    ),
  };
}

function unreachable({ failure }: ProbeFailure): FeatureCheck {
  return {
    feature: 'reachable',
    verdict: 'no',
    note: failure,
    advice: 'Check the URL, and that the server runs.',
  };
}

function refused({ failure }: ProbeFailure): FeatureCheck {
  return {
    feature: 'chat',
    verdict: 'no',
    note: failure,
    advice: 'Nothing else was tried: correct this first.',
  };
}

function chatCheck({ text, finishReason }: ProbeAnswer): FeatureCheck {
  const feature = 'chat';
  return text === ''
    ? { feature, verdict: 'no', note: `an empty answer (${finishReason.raw ?? 'no finish reason'})` }
    : { feature, verdict: 'yes' };
}

function stopChecks(begun: ProbeAnswer | ProbeFailure): FeatureCheck[] {
  if (hasFailed(begun)) return [];
  const { text, finishReason, metadata } = begun;
  const [stop = ''] = stopStrings;
  if (text.includes(stop)) {
    return [
      {
        feature: 'stop strings',
        verdict: 'no',
        note: 'the answer goes on behind one',
        advice: 'Steps will be cut from longer answers; tokens behind them are paid for.',
      },
    ];
  }
  const isReported = metadata.stopSequence === stop || /^stop[-_ ]?sequence$/i.test(finishReason.raw ?? '');
  // A text that ended by itself shows nothing; behind the 8 a comma was to come.
  if (finishReason.unified !== 'stop' || !(isReported || /^\s*8\s*$/.test(text))) {
    return [{ feature: 'stop strings', verdict: 'unknown', note: 'none came' }];
  }
  return [
    { feature: 'stop strings', verdict: 'yes' },
    isReported
      ? { feature: 'stop strings reported', verdict: 'yes' }
      : {
          feature: 'stop strings reported',
          verdict: 'no',
          note: 'the end of a step and the end of the answer look alike',
          advice: 'An answer may cost one more call before its end is noticed.',
        },
  ];
}

function logProbabilityCheck(answer: ProbeAnswer | ProbeFailure): FeatureCheck {
  const feature = 'log-probabilities';
  if (hasFailed(answer)) {
    return {
      feature,
      verdict: 'no',
      note: answer.failure,
      advice: 'Set `topLogProbabilities: 0`, or a lower number.',
    };
  }
  const { tokens } = answer.metadata;
  if (tokens === undefined || tokens.length === 0) {
    return { feature, verdict: 'no', advice: 'Routers by uncertainty do not work with it; others do.' };
  }
  const listed = Math.max(...tokens.map(({ top = [] }) => top.length));
  return {
    feature,
    verdict: 'yes',
    note: `${listed} listed for a token`,
    ...(listed < 3 ? { advice: 'Entropies and margins need more: raise `topLogProbabilities`.' } : {}),
  };
}

async function promptCheck(probe: Probe): Promise<FeatureCheck> {
  const answer = await probe.ask(countingQuestion, {
    prefix: countingBegun,
    maxOutputTokens: 1,
    options: { readSuffix: ' 6, 7,' },
  });
  const feature = 'prompt log-probabilities';
  if (hasFailed(answer)) return { feature, verdict: 'no', note: answer.failure };
  return { feature, verdict: (answer.metadata.readTokens ?? []).length > 0 ? 'yes' : 'no' };
}

async function seedCheck(probe: Probe): Promise<FeatureCheck> {
  const feature = 'seed';
  const texts: string[] = [];
  for (const seed of [11, 11, 12]) {
    const answer = await probe.ask('write ten random words.', { seed, temperature: 1, maxOutputTokens: 16 });
    if (hasFailed(answer)) return { feature, verdict: 'unknown', note: answer.failure };
    texts.push(answer.text);
  }
  const [first, second, other] = texts;
  if (first !== second) {
    return {
      feature,
      verdict: 'no',
      note: 'the same seed gave two texts',
      advice: 'Runs are reproducible through the step store or a recording only.',
    };
  }
  return first === other
    ? { feature, verdict: 'unknown', note: 'another seed gave the same text' }
    : { feature, verdict: 'yes' };
}

function usageCheck(answer: ProbeAnswer): FeatureCheck {
  const feature = 'usage';
  return knowsUsage(answer)
    ? { feature, verdict: 'yes' }
    : { feature, verdict: 'no', advice: 'Costs need it: have the server report usage.' };
}

async function streamChecks(probe: Probe): Promise<FeatureCheck[]> {
  const answer = await probe.stream(countingQuestion, brief);
  if (hasFailed(answer)) {
    return [{ feature: 'streaming', verdict: 'no', note: answer.failure, advice: 'Leave `streams` out.' }];
  }
  return [
    {
      feature: 'streaming',
      verdict: answer.text === '' ? 'unknown' : 'yes',
      ...(answer.pieces === 1 ? { note: 'the text came in one piece' } : {}),
    },
    knowsUsage(answer)
      ? { feature: 'usage in streams', verdict: 'yes' }
      : { feature: 'usage in streams', verdict: 'no', advice: 'Costs need it: leave `streams` out.' },
  ];
}

function knowsUsage({ usage }: ProbeAnswer): boolean {
  return usage.inputTokens.total !== undefined && usage.outputTokens.total !== undefined;
}

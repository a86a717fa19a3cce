import type { PoolMember } from '@roro/core';
import { errorMessage } from '@roro/core';
import { z } from 'zod';
import { ServedLanguageModel } from '../served-language-model.js';
import type { FeatureCheck } from './model-check.js';
import type { Probe } from './probe.js';

const limit = z.int().positive().optional().catch(undefined);
const modelsSchema = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      // vLLM and SGLang; OpenRouter and Together; Groq; Mistral; llama.cpp.
      max_model_len: limit,
      context_length: limit,
      context_window: limit,
      max_context_length: limit,
      meta: z.object({ n_ctx: limit }).nullish().catch(undefined),
    }),
  ),
});
const tgiSchema = z.object({ max_total_tokens: z.int().positive() });

const mostNamed = 5;

/** What the list of models says: `model listed` and `context limit`. */
export async function checkServer(member: PoolMember, probe: Probe): Promise<FeatureCheck[]> {
  const { model } = member;
  if (!ServedLanguageModel.isInstance(model)) {
    return [
      { feature: 'model listed', verdict: 'unknown', note: 'no OpenAI-compatible server' },
      limitCheck(member),
    ];
  }
  const { connection, kind } = model.settings;
  let listed: unknown;
  try {
    listed = await connection.request('api', '/models', { signal: probe.signal() });
  } catch (error) {
    return [{ feature: 'model listed', verdict: 'unknown', note: errorMessage(error) }, limitCheck(member)];
  }
  const parsed = modelsSchema.safeParse(listed);
  const models = parsed.success ? parsed.data.data : [];
  const entry = models.find(({ id }) => id === model.modelId);
  let contextLimit =
    entry?.max_model_len ??
    entry?.context_length ??
    entry?.context_window ??
    entry?.max_context_length ??
    entry?.meta?.n_ctx;
  if (kind.id === 'tgi') {
    const info = await connection.request('root', '/info', { signal: probe.signal() }).catch(() => undefined);
    contextLimit ??= tgiSchema.safeParse(info).data?.max_total_tokens;
  }
  const names = models.slice(0, mostNamed).map(({ id }) => id);
  const more = models.length - names.length;
  return [
    entry !== undefined
      ? { feature: 'model listed', verdict: 'yes' }
      : {
          feature: 'model listed',
          verdict: parsed.success ? 'no' : 'unknown',
          note: `listed: ${names.join(', ') || 'none'}${more > 0 ? ` and ${more} more` : ''}`,
          advice: 'Use one of the names that the server lists, unless it takes any.',
        },
    limitCheck(member, contextLimit),
  ];
}

function limitCheck({ contextLimit }: PoolMember, told?: number): FeatureCheck {
  const feature = 'context limit';
  if (told === undefined) {
    return {
      feature,
      verdict: 'unknown',
      note: contextLimit === undefined ? 'the server does not tell' : `configured: ${contextLimit} tokens`,
      ...(contextLimit === undefined
        ? { advice: 'Set `contextLimit`, so that answers end before the server refuses them.' }
        : {}),
    };
  }
  const note = `${told} tokens`;
  if (contextLimit === undefined) {
    return { feature, verdict: 'yes', note, advice: `Set \`contextLimit: ${told}\`.` };
  }
  return {
    feature,
    verdict: 'yes',
    note,
    ...(contextLimit > told ? { advice: `Lower \`contextLimit\` (${contextLimit}) to ${told}.` } : {}),
  };
}

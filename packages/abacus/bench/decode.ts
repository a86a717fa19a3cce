// Tokens per second of the decoder in one thread, at 1, 16 and 64 requests in flight, for whole answers and
// step by step as a router asks (a dozen tokens a call, each continuing the last). Measures the build:
// `pnpm build && pnpm bench:decode [--json]`. Uses the trained weights where they are, and says so where it
// has to make do with random ones of the usual size; the speed does not depend on the values.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AbacusModelId, ModelConfig, ModelParameters } from '@roro/abacus';
import { AbacusLanguageModel, abacusModelIds, parameterCount, randomModel, readModel } from '@roro/abacus';
import { Random } from '@roro/core';

const shape = { vocabulary: 50, heads: 4, context: 256 };
const usualSizes: Record<AbacusModelId, ModelConfig> = {
  srm: { family: 'abacus-a', ...shape, width: 32, layers: 2, hidden: 128 },
  lrm: { family: 'abacus-a', ...shape, width: 96, layers: 2, hidden: 384 },
  'lrm-cross': { family: 'abacus-b', ...shape, width: 80, layers: 3, hidden: 216 },
};
const answerTokens = 96;
const stepTokens = 12;
const tokensPerRun = 24_000;

interface Row {
  model: AbacusModelId;
  parameters: number;
  weights: 'trained' | 'random';
  streams: number;
  mode: 'whole answers' | 'step by step';
  tokensPerSecond: number;
  /** What it would be with a processor core to itself. */
  tokensPerProcessorSecond: number;
}

function modelOf(id: AbacusModelId): { model: ModelParameters; weights: Row['weights'] } {
  const path = join(import.meta.dirname, `../weights/${id}.safetensors`);
  if (existsSync(path)) return { model: readModel(path), weights: 'trained' };
  return { model: randomModel(usualSizes[id]), weights: 'random' };
}

function question(seed: number): string {
  const random = new Random('bench', seed);
  const n = () => random.integer(10, 99);
  return `a=${n()} b=a+${n()} c=b-${n()} d=c*${random.integer(2, 9)} d?`;
}

async function measure(
  languageModel: AbacusLanguageModel,
  streams: number,
  callTokens: number,
): Promise<{ wall: number; processor: number }> {
  let tokens = 0;
  let seed = 0;
  const answers = Math.max(streams, Math.ceil((tokensPerRun * Math.min(1, streams / 4)) / answerTokens));
  const stream = async (): Promise<void> => {
    while (seed < answers) {
      const user = { role: 'user' as const, content: [{ type: 'text' as const, text: question(++seed) }] };
      const answerSeed = seed;
      let text = '';
      while (text.length < answerTokens) {
        const result = await languageModel.doGenerate({
          prompt: text === '' ? [user] : [user, { role: 'assistant', content: [{ type: 'text', text }] }],
          maxOutputTokens: callTokens,
          temperature: 0.7,
          seed: answerSeed,
          providerOptions: { roro: { continueFinalMessage: text !== '', tokenStatistics: true } },
        });
        const [part] = result.content;
        tokens += result.usage.outputTokens.total ?? 0;
        if (part?.type === 'text') text += part.text;
        if (result.finishReason.unified === 'stop') break;
      }
    }
  };
  const start = performance.now();
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: streams }, stream));
  const { user, system } = process.cpuUsage(before);
  return { wall: tokens / ((performance.now() - start) / 1e3), processor: tokens / ((user + system) / 1e6) };
}

const rows: Row[] = [];
for (const id of abacusModelIds) {
  const { model, weights } = modelOf(id);
  const parameters = parameterCount(model.config);
  const languageModel = new AbacusLanguageModel({ modelId: id, read: () => model });
  await measure(languageModel, 4, answerTokens);
  for (const [mode, callTokens] of [
    ['whole answers', answerTokens],
    ['step by step', stepTokens],
  ] as const) {
    for (const streams of [1, 16, 64]) {
      const fresh = new AbacusLanguageModel({ modelId: id, read: () => model });
      const { wall, processor } = await measure(fresh, streams, callTokens);
      rows.push({
        model: id,
        parameters,
        weights,
        streams,
        mode,
        tokensPerSecond: Math.round(wall),
        tokensPerProcessorSecond: Math.round(processor),
      });
    }
  }
}
if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
else console.table(rows);

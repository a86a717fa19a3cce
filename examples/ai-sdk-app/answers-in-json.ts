import type { LanguageModelV4, LanguageModelV4Middleware } from '@ai-sdk/provider';
import { wrapLanguageModel } from 'ai';

/**
 * The embedded models know no JSON. Where an application asks for it, this puts what they wrote into the one form that
 * the example asks for, `{ working, answer }`. A server with constrained decoding needs nothing like it.
 */
export function answersInJson(model: LanguageModelV4): LanguageModelV4 {
  return wrapLanguageModel({ model, middleware });
}

const middleware: LanguageModelV4Middleware = {
  specificationVersion: 'v4',
  async wrapGenerate({ params, model }) {
    const { responseFormat, ...call } = params;
    const written = await model.doGenerate(call);
    if (responseFormat?.type !== 'json') return written;
    const content = written.content.map((part) =>
      part.type === 'text' ? { ...part, text: inJson(part.text) } : part,
    );
    return { ...written, content };
  },
};

function inJson(text: string): string {
  const lines = text.trimEnd().split('\n');
  return JSON.stringify({ working: lines.slice(0, -1), answer: Number(lines.at(-1)?.slice(1)) });
}

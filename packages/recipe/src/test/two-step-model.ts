import { MockModel } from '@roro/core/test';

/** Writes "x", then "#1", whatever the question: two steps of three tokens to ten of the prompt, always the same. */
export function twoStepModel(id: string): MockModel {
  return new MockModel(id, (prefix) => ({
    text: prefix.endsWith('x\n') ? '#1' : 'x',
    finishReason: { unified: 'stop', raw: 'stop-sequence' },
    metadata: { stopSequence: '\n' },
    inputTokens: 10,
    outputTokens: 3,
  }));
}

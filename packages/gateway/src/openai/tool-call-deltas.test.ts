import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { describe, expect, it } from 'vitest';
import { ToolCallDeltas } from './tool-call-deltas.js';

const begin = (id: string, fields: object = {}): LanguageModelV4StreamPart => ({
  type: 'tool-input-start',
  id,
  toolName: 'add',
  ...fields,
});
const piece = (id: string, delta: string): LanguageModelV4StreamPart => ({
  type: 'tool-input-delta',
  id,
  delta,
});
const whole = (id: string, input: string, fields: object = {}): LanguageModelV4StreamPart => ({
  type: 'tool-call',
  toolCallId: id,
  toolName: 'add',
  input,
  ...fields,
});
const opened = (index: number, id: string, json: string) => ({
  index,
  id,
  type: 'function',
  function: { name: 'add', arguments: json },
});

function deltas(...parts: LanguageModelV4StreamPart[]) {
  const calls = new ToolCallDeltas();
  return parts.map((part) => calls.read(part));
}

describe('ToolCallDeltas', () => {
  it('numbers calls, also where their pieces come in turns', () => {
    expect(deltas(begin('a'), begin('b'), piece('b', '{}'), piece('a', '[]'))).toEqual([
      opened(0, 'a', ''),
      opened(1, 'b', ''),
      { index: 1, function: { arguments: '{}' } },
      { index: 0, function: { arguments: '[]' } },
    ]);
  });

  it('sends a call whole where no pieces came', () => {
    expect(deltas(whole('a', '{"x":2}'), whole('b', '{}'))).toEqual([
      opened(0, 'a', '{"x":2}'),
      opened(1, 'b', '{}'),
    ]);
  });

  it('sends what the pieces left out, and nothing twice', () => {
    expect(deltas(begin('a'), whole('a', '{}'))).toEqual([
      opened(0, 'a', ''),
      { index: 0, function: { arguments: '{}' } },
    ]);
    expect(deltas(begin('a'), piece('a', '{"x"'), whole('a', '{"x":2}'), whole('a', '{"x":2}'))).toEqual([
      opened(0, 'a', ''),
      { index: 0, function: { arguments: '{"x"' } },
      { index: 0, function: { arguments: ':2}' } },
      undefined,
    ]);
    expect(deltas(begin('a'), piece('a', '{ }'), whole('a', '{}'))[2]).toBeUndefined();
  });

  it('keeps pieces back that are no JSON', () => {
    expect(deltas(begin('a', { inputEncoding: 'text' }), piece('a', 'raw'), whole('a', '"raw"'))).toEqual([
      undefined,
      undefined,
      opened(0, 'a', '"raw"'),
    ]);
  });

  it('passes over calls that the provider carries out', () => {
    const own = { providerExecuted: true };
    expect(deltas(begin('p', own), piece('p', '{}'), whole('p', '{}', own), whole('a', '{}'))).toEqual([
      undefined,
      undefined,
      undefined,
      opened(0, 'a', '{}'),
    ]);
  });
});

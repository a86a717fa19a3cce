import { unknownNameError } from '@roro/core';

/** What serving a dense transformer takes. */
export interface ModelShape {
  id: string;
  /** All of them: every one is read for every token. */
  parameters: number;
  layers: number;
  keyValueHeads: number;
  headDimension: number;
}

/**
 * Dense models of the Qwen3 family, as their `config.json` on Hugging Face has them; parameters are the number of weights that their
 * model cards give.
 */
export const modelShapes: readonly ModelShape[] = [
  { id: 'qwen3-0.6b', parameters: 0.6e9, layers: 28, keyValueHeads: 8, headDimension: 128 },
  { id: 'qwen3-1.7b', parameters: 1.7e9, layers: 28, keyValueHeads: 8, headDimension: 128 },
  { id: 'qwen3-4b', parameters: 4.0e9, layers: 36, keyValueHeads: 8, headDimension: 128 },
  { id: 'qwen3-8b', parameters: 8.2e9, layers: 36, keyValueHeads: 8, headDimension: 128 },
  { id: 'qwen3-14b', parameters: 14.8e9, layers: 40, keyValueHeads: 8, headDimension: 128 },
  { id: 'qwen3-32b', parameters: 32.8e9, layers: 64, keyValueHeads: 8, headDimension: 128 },
];

export function findModelShape(id: string): ModelShape {
  const shape = modelShapes.find((known) => known.id === id);
  if (shape !== undefined) return shape;
  throw unknownNameError(
    'model shape',
    id,
    modelShapes.map((known) => known.id),
  );
}

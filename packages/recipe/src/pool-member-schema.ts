import type { PoolMember } from '@roro/core';
import { z } from 'zod';

/** A model of a pool: made by `openaiCompatible` of `@roro/models`, or any AI SDK model with its parameters or price. */
export const poolMemberSchema = z.custom<PoolMember>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    'model' in value &&
    typeof value.model === 'object' &&
    value.model !== null &&
    'doGenerate' in value.model,
  'expected a model such as openaiCompatible() gives, or { model, parameters } with an AI SDK model',
);

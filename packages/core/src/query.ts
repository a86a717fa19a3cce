import { z } from 'zod';

export const splitSchema = z.enum(['train', 'validation', 'test']);
export type Split = z.infer<typeof splitSchema>;

/** A question. `answer` is the gold answer, where known; routers and judges never receive it. */
export const querySchema = z.object({
  id: z.string().min(1),
  prompt: z.string(),
  answer: z.string().optional(),
  benchmark: z.string().min(1),
  meta: z.record(z.string(), z.unknown()),
});
export type Query = z.infer<typeof querySchema>;

/** What a router, rubricor or judge may see of a query. */
export type QueryView = Omit<Query, 'answer'>;

export function viewQuery(query: Query): QueryView {
  const { id, prompt, benchmark, meta } = query;
  return { id, prompt, benchmark, meta };
}

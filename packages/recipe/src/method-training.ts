import { aggregations, groupVariants } from '@roro/grpo';
import { z } from 'zod';

const fields = z.strictObject({
  variant: z.enum(groupVariants),
  lambda: z.tuple([z.number().positive(), z.number().positive()]),
  learningRate: z.number().positive(),
  epochs: z.number().int().positive(),
  entropyCoefficient: z.number().nonnegative(),
  processWeight: z.number().nonnegative(),
  aggregation: z.enum(aggregations),
});

/** What one method may be trained with in place of what the configuration says for all of them. */
export type MethodTraining = Partial<z.infer<typeof fields>>;
export const methodTrainingSchema = fields.partial() as z.ZodType<MethodTraining>;

import { gradeAnswer } from '@roro/grade';
import { z } from 'zod';

const pairSchema = z.object({
  gold: z.string(),
  pred: z.string(),
  precision: z.int().min(0).max(50).optional(),
  strict: z.boolean().optional(),
  allow_set_relation_comp: z.boolean().optional(),
});

/** One line of output. `error` marks a line that held no pair to grade. */
export interface GradeLine {
  equal: boolean;
  reason: string;
  error?: true;
}

/** Grades a line of JSON that holds a pair of answers. */
export function gradeLine(line: string): GradeLine {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return malformed('it is not JSON');
  }
  const parsed = pairSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return malformed(`${issue?.path.join('.') || 'the line'}: ${issue?.message ?? 'unknown'}`);
  }
  const { gold, pred, precision, strict, allow_set_relation_comp: allowSetRelation } = parsed.data;
  const { equal, reason } = gradeAnswer(gold, pred, {
    ...(precision === undefined ? {} : { precision }),
    ...(strict === undefined ? {} : { strict }),
    ...(allowSetRelation === undefined ? {} : { allowSetRelation }),
  });
  return { equal, reason };
}

function malformed(why: string): GradeLine {
  return { equal: false, reason: `Malformed line: ${why}.`, error: true };
}

import { createInterface } from 'node:readline';
import { ValidationError } from '@roro/core';
import { gradeAnswer } from '@roro/grade';
import type { Command } from 'commander';
import { z } from 'zod';

const pairSchema = z.object({
  gold: z.string(),
  pred: z.string(),
  precision: z.int().min(0).max(50).optional(),
  strict: z.boolean().optional(),
  allow_set_relation_comp: z.boolean().optional(),
});

/** One line of output. `error` marks a line that held no pair to grade. */
interface GradeLine {
  equal: boolean;
  reason: string;
  error?: true;
}

export function addGradeCommand(program: Command): void {
  program
    .command('grade')
    .description(
      'grade answers: JSON lines {gold, pred} from standard input, {equal, reason} to standard output',
    )
    .addHelpText(
      'after',
      '\nA line may also hold precision (decimal places, default 6), strict (default true) and ' +
        'allow_set_relation_comp\n(default false). A line that holds no pair is answered by {equal: false, reason, error: true}; ' +
        'the exit code is then 2.',
    )
    .action(async () => {
      let read = 0;
      let bad = 0;
      for await (const line of createInterface({
        input: process.stdin,
        crlfDelay: Number.POSITIVE_INFINITY,
      })) {
        if (line.trim() === '') continue;
        read += 1;
        const result = gradeLine(line);
        if (result.error) bad += 1;
        await write(`${JSON.stringify(result)}\n`);
      }
      if (bad === 0) return;
      throw new ValidationError({
        message: `${bad} of ${read} lines hold no answers to grade.`,
        nextStep:
          'Each line has to be a JSON object with the texts "gold" and "pred"; the reasons are in the output.',
      });
    });
}

function gradeLine(line: string): GradeLine {
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

/** Waits while the reader of standard output is behind. */
function write(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

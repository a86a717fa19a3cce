import { createInterface } from 'node:readline';
import { ValidationError } from '@roro/core/routing';
import type { Command } from 'commander';

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
      const { gradeLine } = await import('../grade-line.js');
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

/** Waits while the reader of standard output is behind. */
function write(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

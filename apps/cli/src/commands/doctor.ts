import type { Command } from 'commander';
import pc from '../colors.js';
import { Output } from '../output.js';

export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('check this machine: Node, tensor backend, threads, models; say what would be faster')
    .option(
      '--backend <name>',
      'check this backend (node-gpu, node, wasm, cpu) thoroughly: package, CUDA, numbers, speed',
    )
    .option('--json', 'print the findings as JSON')
    .action(async (options: { backend?: string; json?: boolean }) => {
      const output = new Output({ json: options.json ?? false, quiet: false });
      const { diagnose } = await import('@roro/recipe');
      const findings = await diagnose(options.backend === undefined ? {} : { backend: options.backend });
      const marks = { good: pc.green('✓'), note: pc.yellow('•'), bad: pc.red('✗') };
      output.result(
        findings,
        findings
          .flatMap(({ status, subject, text, nextSteps = [] }) => [
            `${marks[status]} ${subject}: ${text}`,
            ...nextSteps.map((step) => `    ${step}`),
          ])
          .join('\n'),
      );
      if (findings.some((finding) => finding.status === 'bad')) process.exitCode = 1;
    });
}

import { Argument, type Command } from 'commander';
import { addCommonOptions, type CommonOptions } from '../common-options.js';
import { wholeNumber } from '../whole-number.js';

interface ImportOptions extends CommonOptions {
  round: number;
  url: string;
  model: string;
  keyEnv?: string;
  setting?: string;
}

export function addImportCommand(program: Command): void {
  const command = program
    .command('import')
    .description('take a rubricor or judge that was trained outside for the phases that follow')
    .addArgument(new Argument('<role>', 'what it was trained to be').choices(['judge', 'rubricor']))
    .requiredOption('--round <n>', 'round that it was trained in; 0: before the first', wholeNumber)
    .requiredOption('--url <url>', 'OpenAI-compatible server, such as http://127.0.0.1:8000/v1')
    .requiredOption('--model <name>', 'name under which the server knows it')
    .option('--key-env <name>', 'environment variable that holds the key of the server')
    .option('--setting <id>', 'setting of the run (default: the first)');
  addCommonOptions(command).action(async (role: 'judge' | 'rubricor', options: ImportOptions) => {
    const { withRun } = await import('../context.js');
    const { importRole } = await import('@roro/recipe/trainer');
    await withRun(options, `import ${role}`, async (context, output) => {
      const { round, url, model, keyEnv, setting } = options;
      const imported = await importRole(context, {
        phase: role,
        round,
        endpoint: { url, model, ...(keyEnv === undefined ? {} : { keyVariable: keyEnv }) },
        ...(setting === undefined ? {} : { setting }),
      });
      output.result(imported, `The ${role} of round ${round} is ${model} at ${url}.`);
    });
  });
}

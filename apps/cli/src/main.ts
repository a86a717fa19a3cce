import { errorMessage, RoroError } from '@roro/core/routing';
import { Command, CommanderError } from 'commander';
import pc from './colors.js';
import { addAbacusCommand } from './commands/abacus.js';
import { addAblateCommand } from './commands/ablate.js';
import { addAlternateCommand } from './commands/alternate.js';
import { addArtefactsCommand } from './commands/artefacts.js';
import { addBenchCommand } from './commands/bench.js';
import { addCalibrateCommand } from './commands/calibrate.js';
import { addCollectCommand } from './commands/collect.js';
import { addCompareCommand } from './commands/compare.js';
import { addDataCommand } from './commands/data.js';
import { addDoctorCommand } from './commands/doctor.js';
import { addExplainCommand } from './commands/explain.js';
import { addExportCommand } from './commands/export.js';
import { addGradeCommand } from './commands/grade.js';
import { addImportCommand } from './commands/import.js';
import { addInspectCommand } from './commands/inspect.js';
import { addJudgeCommand } from './commands/judge.js';
import { addKeysCommand } from './commands/keys.js';
import { addModelsCommand } from './commands/models.js';
import { addPairsCommand } from './commands/pairs.js';
import { addPlanCommand } from './commands/plan.js';
import { addReportCommand } from './commands/report.js';
import { addReproduceCommand } from './commands/reproduce.js';
import { addRewardsCommand } from './commands/rewards.js';
import { addRouterCommand } from './commands/router.js';
import { addRoutersCommand } from './commands/routers.js';
import { addRunCommand } from './commands/run.js';
import { addServeCommand } from './commands/serve.js';
import { addServeModelsCommand } from './commands/serve-models.js';
import { addTrainCommand } from './commands/train.js';
import { addTuneCommand } from './commands/tune.js';
import { addWorkerCommand } from './commands/worker.js';
import { exitCodeFor } from './exit-code-for.js';
import { exitCodes } from './exit-codes.js';
import { version } from './version.js';

/**
 * Every command with its options. What a command does is imported when it runs: help is printed in the time that the imports
 * here take.
 */
export function createProgram(): Command {
  const program = new Command('roro')
    .description('Stepwise model routing: decide, step by step, which model writes.')
    .version(version())
    .showHelpAfterError('(roro --help lists the commands)')
    .showSuggestionAfterError(true)
    .exitOverride();
  addRunCommand(program);
  addCollectCommand(program);
  addPairsCommand(program);
  addTrainCommand(program);
  addBenchCommand(program);
  addCalibrateCommand(program);
  addCompareCommand(program);
  addRouterCommand(program);
  addRoutersCommand(program);
  addAblateCommand(program);
  addTuneCommand(program);
  addReproduceCommand(program);
  addReportCommand(program);
  addExportCommand(program);
  addArtefactsCommand(program);
  addPlanCommand(program);
  addRewardsCommand(program);
  addImportCommand(program);
  addAlternateCommand(program);
  addInspectCommand(program);
  addExplainCommand(program);
  addJudgeCommand(program);
  addServeCommand(program);
  addKeysCommand(program);
  addModelsCommand(program);
  addServeModelsCommand(program);
  addWorkerCommand(program);
  addDataCommand(program);
  addGradeCommand(program);
  addDoctorCommand(program);
  addAbacusCommand(program);
  return program;
}

/** Runs one command line (without `node roro`) and returns its exit code. Prints errors to standard error. */
export async function main(parameters: readonly string[]): Promise<number> {
  try {
    await createProgram().parseAsync([...parameters], { from: 'user' });
    // A command that did its work may still have found something broken.
    return typeof process.exitCode === 'number' ? process.exitCode : exitCodes.success;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? exitCodes.success : exitCodes.usage;
    }
    const code = exitCodeFor(error);
    const prefix = code === exitCodes.interrupted ? '' : pc.red('Error: ');
    process.stderr.write(`${prefix}${errorMessage(error)}\n`);
    if (!RoroError.isInstance(error) && error instanceof Error && error.stack !== undefined) {
      process.stderr.write(`${error.stack.split('\n').slice(1, 6).join('\n')}\n`);
    }
    return code;
  }
}

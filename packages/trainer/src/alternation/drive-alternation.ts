import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { AbortError, ConfigurationError, RoroError } from '@roro/core';
import type { Endpoint } from '../endpoint.js';
import { type Phase, type PhaseName, phaseNames, phasesOf, type TrainerName } from '../phase.js';
import { createRewardServer } from '../rewards/create-reward-server.js';
import type { PhaseRewards, Reward } from '../rewards/phase-rewards.js';
import { commandLine } from './command-line.js';
import { RunningProcess } from './running-process.js';
import { ServedModel } from './served-model.js';
import type { TrainerState } from './trainer-state.js';

export interface DriveAlternationOptions {
  rounds: number;
  trainer: TrainerName;
  /** Trains a phase; `{data}`, `{rewards}`, `{output}`, `{model}`, `{phase}` and `{round}` are filled in. */
  command: string;
  /**
   * Serves a trained model until it is stopped; `{model}`, `{name}` and `{port}` are filled in. Without it the alternation
   * waits after each phase until its model has been imported.
   */
  serve?: string;
  /** What the first phases start from; later ones go on from the output of the last phase of their role. */
  model: string;
  state: TrainerState;
  /** Writes the data of a phase, and says in which folder; one that is there is kept. */
  exportPhase(phase: Phase): Promise<string>;
  openRewards(folder: string): PhaseRewards & { close(): void };
  importRole(phase: Phase, endpoint: Endpoint, served: boolean): Promise<void>;
  onNote?: (text: string) => void;
  signal?: AbortSignal;
}

/** The phase whose model has to be imported before the alternation can go on; undefined where it is finished. */
export type AlternationEnd = { waitingFor?: Phase; output?: string };

/**
 * Rounds of the alternation with the weights trained outside: per phase the data is written, the rewards are served on
 * loopback, and the trainer runs as a process of its own. What is finished is in the state and not done again; a phase that
 * was interrupted is trained again with the same data and the same output folder, where the trainer finds its checkpoints.
 *
 * @throws RoroError where a trainer or a server fails, AbortError when the signal is aborted
 */
export async function driveAlternation(options: DriveAlternationOptions): Promise<AlternationEnd> {
  const { rounds, state, serve, onNote } = options;
  const phases = phasesOf(rounds);
  for (const [index, phase] of phases.entries()) {
    if (state.trainedIn(phase) !== undefined || state.importedFrom(phase) !== undefined) {
      onNote?.(`Round ${phase.round}, ${phase.phase}: trained already.`);
      continue;
    }
    const missing = phases
      .slice(0, index)
      .find((earlier) => state.trainedIn(earlier) !== undefined && state.importedFrom(earlier) === undefined);
    if (missing !== undefined && serve === undefined) return waiting(options, missing);
    await trainPhase(options, phase);
  }
  return {};
}

function waiting({ state }: DriveAlternationOptions, phase: Phase): AlternationEnd {
  const output = state.trainedIn(phase)?.output;
  return { waitingFor: phase, ...(output === undefined ? {} : { output }) };
}

async function trainPhase(options: DriveAlternationOptions, phase: Phase): Promise<void> {
  const { state, signal, onNote, trainer } = options;
  throwIfAborted(signal);
  const name = `round ${phase.round}, ${phase.phase}`;
  const served = new Map<PhaseName, ServedModel>();
  try {
    for (const role of phaseNames) await serveRole(options, role, phase, served);
    const folder = await options.exportPhase(phase);
    // Only the rubricor's training asks a model, the Judge, while it runs: the others leave their memory to it.
    for (const [role, model] of served)
      if (role === 'rubricor' || phase.phase === 'judge') await model.stop();
    const output = join(folder, `${trainer}-output`);
    const rewards = options.openRewards(folder);
    try {
      await runTrainer(options, phase, { folder, output, rewards });
    } finally {
      rewards.close();
    }
    if (options.command.includes('{output}') && !existsSync(output)) {
      throw new RoroError({
        message: `The trainer of ${name} ended well and left nothing in ${output}.`,
        nextStep: 'Have the command write the trained model to {output}.',
      });
    }
    state.addTrained({ ...phase, output });
    onNote?.(`Trained ${name}: ${output}`);
  } finally {
    for (const model of served.values()) await model.stop();
  }
}

async function runTrainer(
  { command, trainer, model, state, onNote, signal }: DriveAlternationOptions,
  phase: Phase,
  { folder, output, rewards }: { folder: string; output: string; rewards: PhaseRewards },
): Promise<void> {
  const meter = batchMeter(phase, onNote);
  const server = createRewardServer({
    rewards,
    onBatch: meter,
    onError: (error) => onNote?.(`Reward service: ${error instanceof Error ? error.message : String(error)}`),
  });
  try {
    const { url } = await server.listen({ port: 0 });
    const line = commandLine(command, {
      data: join(folder, trainer),
      rewards: url,
      output,
      model: state.trainedBefore(phase.phase, phase)?.output ?? model,
      phase: phase.phase,
      round: String(phase.round),
    });
    const log = join(folder, `${trainer}.log`);
    onNote?.(`Training round ${phase.round}, ${phase.phase}: ${line}\n  output in ${log}`);
    const running = new RunningProcess({ command: line, log, signal });
    try {
      await running.succeeded(`The trainer of round ${phase.round}, ${phase.phase}`);
    } finally {
      await running.stop();
    }
  } finally {
    await server.close();
  }
}

/** Notes how the rewards go, once in a while. */
function batchMeter(
  { phase, round }: Phase,
  onNote: DriveAlternationOptions['onNote'],
): (rewards: readonly Reward[]) => void {
  let batches = 0;
  return (rewards) => {
    batches += 1;
    // 1, 2, 4, 8, …: the beginning tells most.
    if ((batches & (batches - 1)) !== 0) return;
    const mean = rewards.reduce((sum, { reward }) => sum + reward, 0) / rewards.length;
    const malformed = rewards.filter((reward) => reward.malformed).length;
    onNote?.(
      `  round ${round}, ${phase}, batch ${batches}: mean reward ${mean.toFixed(2)}, ${malformed} of ${rewards.length} malformed`,
    );
  };
}

/** Starts the server of a role's latest model where this program serves it. */
async function serveRole(
  { state, serve, importRole, signal, onNote }: DriveAlternationOptions,
  role: PhaseName,
  before: Phase,
  served: Map<PhaseName, ServedModel>,
): Promise<void> {
  const trained = state.trainedBefore(role, before);
  if (trained === undefined || serve === undefined) return;
  const phase = { phase: trained.phase, round: trained.round };
  const known = state.importedFrom(phase);
  if (known !== undefined && known.served !== true) return;
  const url = known?.endpoint.url ?? `http://127.0.0.1:${await freePort()}/v1`;
  const name = `roro-${role}-${trained.round}`;
  const port = new URL(url).port;
  const command = commandLine(serve, { model: trained.output, name, port });
  const log = join(trained.output, '..', 'serve.log');
  onNote?.(`Serving the ${role} of round ${trained.round}: ${command}\n  output in ${log}`);
  const model = await ServedModel.start({ command, log, url, names: [name, trained.output], signal });
  served.set(role, model);
  await importRole(phase, model.endpoint, true);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address === 'object' && address !== null) return address.port;
  throw new ConfigurationError({
    message: 'There is no free port on 127.0.0.1.',
    nextStep: 'Stop a server, and try again.',
  });
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  throw new AbortError({ message: 'The alternation was stopped.', cause: signal.reason });
}

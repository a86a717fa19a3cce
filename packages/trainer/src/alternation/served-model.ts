import { AbortError, RoroError } from '@roro/core';
import { z } from 'zod';
import type { Endpoint } from '../endpoint.js';
import { RunningProcess, type RunningProcessOptions } from './running-process.js';

/** A server may take so long to load its model, seconds. */
const startSeconds = 900;
const pollSeconds = 0.25;

const modelsSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

export interface ServedModelOptions extends RunningProcessOptions {
  /** Where the command makes its server listen. */
  url: string;
  /** What the server may call the model, the best first; else a server of one model says it. */
  names: readonly string[];
}

/** A trained model behind a server that was started for it. */
export class ServedModel {
  readonly endpoint: Endpoint;
  readonly #process: RunningProcess;

  private constructor(process: RunningProcess, endpoint: Endpoint) {
    this.#process = process;
    this.endpoint = endpoint;
  }

  /**
   * Starts a server and waits until it lists its models.
   *
   * @throws RoroError where it ends before it does, or takes too long
   */
  static async start({ url, names, ...options }: ServedModelOptions): Promise<ServedModel> {
    const process = new RunningProcess(options);
    const deadline = performance.now() + startSeconds * 1000;
    try {
      for (;;) {
        const listed = await listModels(url, options.signal);
        const only = listed?.length === 1 ? listed[0] : undefined;
        const model = names.find((name) => listed?.includes(name)) ?? only;
        if (model !== undefined) return new ServedModel(process, { url, model });
        if (options.signal?.aborted === true) throw new AbortError({ message: 'Stopped.' });
        if (process.hasEnded || performance.now() > deadline) throw notServing(url, options.log, listed);
        await new Promise((resolve) => setTimeout(resolve, pollSeconds * 1000));
      }
    } catch (error) {
      await process.stop();
      throw error;
    }
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }
}

async function listModels(url: string, signal: AbortSignal | undefined): Promise<string[] | undefined> {
  try {
    const timeout = AbortSignal.timeout(5000);
    const answer = await fetch(`${url}/models`, {
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
    return answer.ok ? modelsSchema.parse(await answer.json()).data.map(({ id }) => id) : undefined;
  } catch {
    // Not up yet.
    return undefined;
  }
}

function notServing(url: string, log: string, listed: readonly string[] | undefined): RoroError {
  return new RoroError({
    message:
      listed === undefined
        ? `The server of the trained model did not answer at ${url}/models.`
        : `The server at ${url} lists ${listed.length} models (${listed.slice(0, 5).join(', ')}), none of them the trained one.`,
    nextStep: `Read ${log}; {port} is where the command has to listen, {name} what the model may be called.`,
  });
}

import { cpus } from 'node:os';
import { ConfigurationError, errorMessage, nearestName } from '@roro/core';
import * as tf from '@tensorflow/tfjs-core';
import { registerGradients } from './register-gradients.js';

/** Best first. */
export const BACKENDS = ['node-gpu', 'node', 'wasm', 'cpu'] as const;

export type BackendName = (typeof BACKENDS)[number];

export interface ChosenBackend {
  name: BackendName;
  /** Threads that one operation uses; 1 on `wasm` and `cpu` in Node. */
  threads: number;
  /** Why each better backend was passed over, for `doctor`. */
  missing: Partial<Record<BackendName, string>>;
}

export interface BackendOptions {
  /** Take this one or fail. Default: the environment variable RORO_BACKEND, else the best one that is present. */
  backend?: string | undefined;
  /** Threads of one operation on `node`, before its first use in the process. No effect on the others. */
  threads?: number | undefined;
}

let loaded: Promise<unknown> | undefined;

/**
 * Makes a TensorFlow.js backend current: node-gpu → node → wasm → cpu. `@tensorflow/tfjs-node-gpu` and
 * `@tensorflow/tfjs-node` are optional peers; the other two come with this package. Prints nothing: the host
 * shows the result.
 * @throws ConfigurationError where a named backend is unknown or cannot be loaded.
 */
export async function chooseBackend(options: BackendOptions = {}): Promise<ChosenBackend> {
  const wanted = options.backend ?? process.env.RORO_BACKEND;
  if (wanted !== undefined && !(BACKENDS as readonly string[]).includes(wanted)) {
    const nearest = nearestName(wanted, BACKENDS);
    throw new ConfigurationError({
      message: `Expected a backend of ${BACKENDS.join(', ')}, got "${wanted}".`,
      nextStep: nearest === undefined ? 'Leave it out to take the best one.' : `Did you mean "${nearest}"?`,
    });
  }
  // No checks of every intermediate value, and no advertisement on the console.
  tf.enableProdMode();
  const missing: ChosenBackend['missing'] = {};
  for (const name of BACKENDS) {
    if (wanted !== undefined && name !== wanted) continue;
    try {
      const threads = await load(name, options.threads);
      registerGradients();
      return { name, threads, missing };
    } catch (cause) {
      missing[name] = errorMessage(cause).split('\n')[0] as string;
      if (name === wanted) {
        throw new ConfigurationError({
          message: `Backend "${name}" cannot be loaded: ${missing[name]}`,
          nextStep: name.startsWith('node')
            ? `Install @tensorflow/tfjs-${name}, or choose wasm or cpu.`
            : 'Choose another backend.',
          cause,
        });
      }
    }
  }
  throw new ConfigurationError({ message: `No tensor backend can be loaded: ${JSON.stringify(missing)}` });
}

/** Returns the number of threads. Throws where the backend is not present or does not start. */
async function load(name: BackendName, threads: number | undefined): Promise<number> {
  if (name === 'cpu') {
    await import('@tensorflow/tfjs-backend-cpu');
  } else if (name === 'wasm') {
    await import('@tensorflow/tfjs-backend-wasm');
  } else {
    if (threads !== undefined && loaded === undefined) process.env.TF_NUM_INTRAOP_THREADS = String(threads);
    const specifier = `@tensorflow/tfjs-${name}`;
    loaded = import(specifier);
    await loaded;
  }
  const registered = name.startsWith('node') ? 'tensorflow' : name;
  if (!(await tf.setBackend(registered))) throw new Error(`TensorFlow.js could not start "${registered}".`);
  await tf.ready();
  return name === 'node' || name === 'node-gpu' ? (threads ?? cpus().length) : 1;
}

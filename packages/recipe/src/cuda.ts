import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What `@tensorflow/tfjs-node-gpu` 4.22 opens when it starts: TensorFlow 2.9.1, built for CUDA 11.2 and cuDNN 8.1. */
const opened = [
  'libcudart.so.11.0',
  'libcublas.so.11',
  'libcublasLt.so.11',
  'libcufft.so.10',
  'libcurand.so.10',
  'libcusolver.so.11',
  'libcusparse.so.11',
  'libcudnn.so.8',
] as const;

export interface Cuda {
  /** Name, driver and compute capability of each GPU; undefined where the driver does not answer. */
  gpus: string[] | undefined;
  /** Libraries that the system's linker would not find. */
  missing: string[];
}

/** Looks for the GPUs and for the libraries. Changes nothing, loads nothing. */
export function findCuda(): Cuda {
  const query = ['--query-gpu=name,driver_version,compute_cap', '--format=csv,noheader'];
  return {
    gpus: output('nvidia-smi', query)?.trim().split('\n'),
    missing: missingLibraries(output('ldconfig', ['-p']) ?? '', process.env['LD_LIBRARY_PATH'] ?? ''),
  };
}

/**
 * @param cache what `ldconfig -p` prints
 * @param path folders of LD_LIBRARY_PATH
 */
export function missingLibraries(cache: string, path: string): string[] {
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  const cached = new Set([...cache.matchAll(/^\s*(\S+) \(/gm)].map(([, name]) => name));
  return opened.filter(
    (name) => !cached.has(name) && !folders.some((folder) => existsSync(join(folder, name))),
  );
}

/** Undefined where there is no such program, or it fails. */
function output(program: string, parameters: string[]): string | undefined {
  try {
    // An ordinary user's PATH may lack the folder of ldconfig.
    const env = { ...process.env, PATH: [process.env['PATH'], '/usr/sbin', '/sbin'].join(delimiter) };
    return execFileSync(program, parameters, { encoding: 'utf8', env, timeout: 10_000, stdio: 'pipe' });
  } catch {
    return undefined;
  }
}

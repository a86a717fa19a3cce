import { errorMessage } from '@roro/core';
import {
  BACKENDS,
  type BackendName,
  type BackendPackage,
  backendPackage,
  chooseBackend,
  probeTraining,
  type TrainingProbe,
} from '@roro/tensor';
import { type Cuda, findCuda } from './cuda.js';
import type { Finding } from './finding.js';

/** Relative; GPUs multiply in TF32, with three digits, where they can. */
const tolerance = 1e-3;

/**
 * Checks one backend: is its package there, does Node fit it, is there CUDA where it needs that, does it load, does a small
 * training step give the numbers of wasm (of cpu, for wasm), and how fast. Leaves the backend current.
 */
export async function diagnoseBackend(name: string): Promise<Finding[]> {
  const backend = BACKENDS.find((known) => known === name);
  if (backend === undefined) return [await loadFinding(name)];
  const found = backendPackage(backend);
  const findings = [
    packageFinding(backend, found),
    ...(backend.startsWith('node') ? [nodeFinding(process.versions.node)] : []),
    ...(backend === 'node-gpu' ? cudaFindings(findCuda()) : []),
  ];
  if (found.installed === undefined) return findings;
  const loaded = await loadFinding(backend);
  findings.push(loaded);
  return loaded.status === 'bad' ? findings : [...findings, ...(await trainingFindings(backend))];
}

function packageFinding(backend: BackendName, { name, installed }: BackendPackage): Finding {
  const subject = 'Package';
  if (installed !== undefined)
    return { subject, status: 'good', text: `${name} ${installed.version} in ${installed.folder}` };
  return { subject, status: 'bad', text: `${name} is not installed`, nextSteps: installation(backend, name) };
}

function installation(backend: BackendName, name: string): string[] {
  return [
    ...(backend === 'node-gpu'
      ? ['Have Linux on x86-64, an NVIDIA driver from 460 on, CUDA 11.2 and cuDNN 8.1.']
      : []),
    `Install it beside the packages that train, on Node 22: npm install ${name}@^4.22.0`,
    `In this repository: pnpm --filter @roro/tensor add --save-dev --allow-build=${name} ${name}@^4.22.0`,
    'It downloads libtensorflow from storage.googleapis.com while it installs; without that host: docs/backends.md.',
  ];
}

/** @param version of Node */
export function nodeFinding(version: string): Finding {
  const fits = Number(version.split('.')[0]) === 22;
  return {
    subject: 'Node for the package',
    status: fits ? 'good' : 'note',
    text: fits
      ? version
      : `${version}: the native packages 4.22 are known to work on Node 22, and to break from 23 on`,
  };
}

export function cudaFindings({ gpus, missing }: Cuda): Finding[] {
  return [
    gpus === undefined
      ? {
          subject: 'GPU',
          status: 'bad',
          text: 'nvidia-smi does not answer: no NVIDIA GPU, or no driver',
          nextSteps: ['Install the NVIDIA driver, 460 or newer, and let `nvidia-smi` list the GPU.'],
        }
      : { subject: 'GPU', status: 'good', text: gpus.join('; ') },
    missing.length === 0
      ? { subject: 'CUDA', status: 'good', text: 'all libraries of CUDA 11.2 and cuDNN 8.1 are found' }
      : {
          subject: 'CUDA',
          status: 'bad',
          text: `not found: ${missing.join(', ')}`,
          nextSteps: [
            'Install CUDA 11.2 and cuDNN 8.1, beside another CUDA if there is one: TensorFlow opens these by name.',
            'Put the folder of the libraries into LD_LIBRARY_PATH, such as /usr/local/cuda-11.2/lib64.',
          ],
        },
  ];
}

async function loadFinding(backend: string): Promise<Finding> {
  const subject = 'Tensor backend';
  try {
    const { name, threads } = await chooseBackend({ backend });
    return { subject, status: 'good', text: `${name}, ${threads} thread${threads === 1 ? '' : 's'}` };
  } catch (error) {
    return { subject, status: 'bad', text: errorMessage(error) };
  }
}

async function trainingFindings(backend: BackendName): Promise<Finding[]> {
  const reference = backend === 'wasm' ? 'cpu' : 'wasm';
  try {
    await chooseBackend({ backend: reference });
    const expected = probeTraining();
    await chooseBackend({ backend });
    const actual = probeTraining();
    return [
      ...(backend === 'node-gpu' ? [gpuFinding(actual)] : []),
      numbersFinding(actual, expected, reference),
      speedFinding(actual, expected, reference),
    ];
  } catch (error) {
    return [{ subject: 'Training', status: 'bad', text: errorMessage(error) }];
  }
}

function gpuFinding({ usesGpu }: TrainingProbe): Finding {
  return {
    subject: 'Computes on',
    status: usesGpu ? 'good' : 'bad',
    text: usesGpu
      ? 'the GPU'
      : 'the CPU: TensorFlow found no GPU that it can use; what it printed above says why',
  };
}

export function numbersFinding(
  { losses }: Pick<TrainingProbe, 'losses'>,
  expected: Pick<TrainingProbe, 'losses'>,
  reference: string,
): Finding {
  const apart = losses.map((loss, i) => Math.abs(loss / (expected.losses[i] as number) - 1));
  const most = Math.max(...apart);
  const same = most <= tolerance;
  return {
    subject: 'Numbers',
    status: same ? 'good' : 'bad',
    text:
      `${losses.length} training steps give ${same ? 'the' : 'other'} losses ${same ? 'of' : 'than'} ${reference}: ` +
      `at most ${most.toExponential(0)} apart, ${tolerance.toExponential(0)} allowed`,
  };
}

function speedFinding(actual: TrainingProbe, expected: TrainingProbe, reference: string): Finding {
  const times = expected.milliseconds / actual.milliseconds;
  return {
    subject: 'Speed',
    status: times >= 1 ? 'good' : 'note',
    text:
      `${actual.milliseconds.toFixed(1)} ms a step of a small network, ${expected.milliseconds.toFixed(1)} on ${reference}` +
      (times >= 1 ? ` (${times.toFixed(1)} times as fast)` : ` (${(1 / times).toFixed(1)} times as slow)`),
  };
}

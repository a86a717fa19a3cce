import { availableParallelism, totalmem } from 'node:os';
import { abacusModels } from '@roro/abacus';
import { errorMessage } from '@roro/core';
import { chooseBackend } from '@roro/tensor';
import { diagnoseBackend } from './diagnose-backend.js';
import { gitRevision, packageVersions } from './environment.js';
import type { Finding } from './finding.js';

export type { Finding } from './finding.js';

/**
 * What this machine has, and what would be faster. Changes nothing.
 *
 * @param backend checks this one thoroughly, instead of naming the best that is there
 */
export async function diagnose({ backend }: { backend?: string } = {}): Promise<Finding[]> {
  return [
    nodeFinding(),
    machineFinding(),
    ...(backend === undefined ? [await backendFinding()] : await diagnoseBackend(backend)),
    ...modelFindings(),
    packageFinding(),
  ];
}

function nodeFinding(): Finding {
  const major = Number(process.versions.node.split('.')[0]);
  return {
    subject: 'Node',
    status: major >= 22 ? 'good' : 'bad',
    text: `${process.version}${major >= 22 ? '' : ': 22 or newer is needed'}`,
  };
}

function machineFinding(): Finding {
  const cores = availableParallelism();
  return {
    subject: 'Machine',
    status: cores >= 2 ? 'good' : 'note',
    text: `${cores} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${process.platform}-${process.arch}`,
  };
}

async function backendFinding(): Promise<Finding> {
  try {
    const { name, threads, missing } = await chooseBackend();
    const better = Object.keys(missing);
    return {
      subject: 'Tensor backend',
      status: name === 'cpu' ? 'note' : 'good',
      text:
        `${name}, ${threads} thread${threads === 1 ? '' : 's'}` +
        (better.length === 0
          ? ''
          : `; faster for training, where installed: ${better.map((other) => (other.startsWith('node') ? `@tensorflow/tfjs-${other}` : other)).join(', ')} (docs/backends.md)`),
    };
  } catch (error) {
    return { subject: 'Tensor backend', status: 'bad', text: errorMessage(error) };
  }
}

function modelFindings(): Finding[] {
  try {
    return abacusModels().map(({ id, parameters }) => ({
      subject: `Model ${id}`,
      status: 'good' as const,
      text: `${parameters.toLocaleString('en-US')} parameters`,
    }));
  } catch (error) {
    return [{ subject: 'Embedded models', status: 'bad', text: errorMessage(error) }];
  }
}

function packageFinding(): Finding {
  const revision = gitRevision();
  return {
    subject: 'Packages',
    status: 'good',
    text:
      Object.entries(packageVersions())
        .map(([name, version]) => `${name} ${version}`)
        .join(', ') + (revision === undefined ? '' : `; revision ${revision.slice(0, 12)}`),
  };
}

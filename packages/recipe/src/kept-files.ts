import type { RunDirectory } from '@roro/core';

/** Folder of a trained policy below `policies` of a run. */
export function policyFolder(router: string, setting: string, seed: number): string {
  return `${router}-${setting}-seed${seed}`;
}

/** Weights of a trained policy, whether they are there or not. */
export function policyPath(run: RunDirectory, router: string, setting: string, seed: number): string {
  return run.file('policies', policyFolder(router, setting, seed), 'policy.safetensors');
}

/** Folder of the weights that a training kept on its way, whether it is there or not. */
export function snapshotFolder(run: RunDirectory, router: string, setting: string, seed: number): string {
  return run.file('policies', policyFolder(router, setting, seed), 'snapshots');
}

/** What a router family learned in a setting, whether it is there or not. */
export function fitPath(run: RunDirectory, router: string, setting: string): string {
  return run.file('routers', `${router}-${setting}.json`);
}

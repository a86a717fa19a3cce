/** A command whose process is killed and started again. */
export interface Stage {
  id: string;
  /** Of `roro`. */
  command: readonly string[];
  /** Does it go on in the folder that the stage before it left? Else it starts from nothing. */
  follows: boolean;
}

export const stages: readonly Stage[] = [
  { id: 'collect', command: ['collect'], follows: false },
  { id: 'reward', command: ['train', 'reward'], follows: true },
  { id: 'router', command: ['train', 'router'], follows: true },
  { id: 'bench', command: ['bench'], follows: true },
  {
    id: 'reproduce',
    command: ['reproduce', '--size', 'small', '--methods', 'scalar-reward', '--seeds', '1'],
    follows: false,
  },
];

/**
 * Small, and with everything in it: several checkpoints a training, a last one off their beat, and updates between two of
 * them that a resumed training has to make again.
 */
export const configuration = {
  settings: [{ id: 'same-family', pool: 'abacus-same' }],
  benchmarks: ['sums'],
  routers: ['srm-only', 'lrm-only', 'random', 'entropy-threshold', 'grpo', 'roro'],
  collect: { queriesPerBenchmark: 8, diverseQueriesPerBenchmark: 6, criticalSamples: 1, endSamples: 1 },
  reward: { pairsPerReason: 2, rounds: 2, judgeUpdates: 5, rubricorUpdates: 3 },
  train: { updates: 7, groupsPerUpdate: 3, groupSize: 3, seeds: [1], checkpointEvery: 2 },
  bench: { validationQueries: 4, testQueries: 4, replicates: 20 },
};

/** Of every run; its folder is `runs/<id>`. */
export const runId = 'killed';

// The embedded models on few questions: minutes on a CPU. For models of your own, see docs/configuration.md.
export default {
  settings: [{ id: 'same-family', pool: 'abacus-same' }],
  benchmarks: ['sums'],
  collect: { queriesPerBenchmark: 40, endSamples: 2, criticalSamples: 2, diverseQueriesPerBenchmark: 30 },
  reward: { pairsPerReason: 3, rounds: 1, judgeUpdates: 4, rubricorUpdates: 2 },
  train: { seeds: [1] },
};

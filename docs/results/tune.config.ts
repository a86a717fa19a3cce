// How each method of the study is trained is chosen with this, on seeds that the study does not use:
//   roro tune --config docs/results/tune.config.ts --run tune
export default {
  settings: [
    { id: 'same-family', pool: 'abacus-same' },
    { id: 'cross-family', pool: 'abacus-cross' },
  ],
  collect: { queriesPerBenchmark: 60, diverseQueriesPerBenchmark: 60 },
  train: { updates: 20, seeds: [101, 102] },
};

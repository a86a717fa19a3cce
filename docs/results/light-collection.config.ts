// A light collection and many updates: one answer of each model alone, diverse rollouts on a third of the questions.
// docs/results/README.md shows what comes of it.
//   roro bench --config docs/results/light-collection.config.ts --run light
//   node scripts/results-tables.mjs runs/light/results.json
export default {
  routers: ['srm-only', 'lrm-only', 'grpo', 'roro'],
  collect: { queriesPerBenchmark: 60, diverseQueriesPerBenchmark: 20, endSamples: 1 },
  train: {
    updates: 80,
    snapshots: 12,
    seeds: [1, 2, 3, 4, 5],
    // As chosen in tuned.json.
    methods: {
      grpo: { variant: 'rloo', learningRate: 0.003, entropyCoefficient: 0.03 },
      roro: { variant: 'rloo', processWeight: 1, aggregation: 'outcome-gated' },
    },
  },
};

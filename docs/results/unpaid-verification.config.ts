// The second table of docs/results/routers.md: as papers count that leave verification out of their FLOPs.
//   roro bench --config docs/results/unpaid-verification.config.ts --run unpaid-verification --routers random
//     entropy-threshold-review cascade trim-threshold spec-reason spec-cot oracle
export default {
  cost: { scoredWeight: 0 },
  train: { seeds: [1] },
  bench: { validationQueries: 60, testQueries: 120 },
};

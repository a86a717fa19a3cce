// What docs/results/routers.md was measured with:
//   roro bench --config docs/results/routers.config.ts --routers all --run routers
export default {
  settings: [
    { id: 'same-family', pool: 'abacus-same' },
    { id: 'cross-family', pool: 'abacus-cross' },
    { id: 'three', pool: 'abacus-three' },
  ],
  train: { seeds: [1, 2, 3] },
  bench: { validationQueries: 60, testQueries: 120 },
};

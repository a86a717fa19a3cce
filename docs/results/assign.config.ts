// The study with learned routers that assign: they choose who writes a step before they see a draft.
//   roro reproduce --config docs/results/assign.config.ts --size small --seeds 5 --methods grpo roro --tuned docs/results/tuned.json
export default { train: { mode: 'assign' } };

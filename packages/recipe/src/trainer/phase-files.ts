/** Files in the folder of a phase, beside `phase.json` and the data sets. */
export const phaseFiles = {
  examples: 'examples.jsonl',
  /** Phase `rubricor`: what the frozen Judge judges. */
  trajectories: 'trajectories.jsonl',
  /** Phase `rubricor`: weights of a learned Judge. */
  judge: 'judge.safetensors',
  /** What frozen language models said. */
  rubrics: 'rubrics.jsonl',
  judgements: 'judgements.jsonl',
} as const;

export { type CheckModelOptions, checkModel } from './check/check-model.js';
export {
  type CheckedFeature,
  checkedFeatures,
  type FeatureCheck,
  type ModelCheck,
  type Verdict,
} from './check/model-check.js';
export { renderModelChecks } from './check/render-model-checks.js';
export { type OpenAICompatibleOptions, openaiCompatible } from './openai-compatible.js';
export type { CallRecord } from './record/call-record.js';
export { CallStore } from './record/call-store.js';
export { MissingCallError } from './record/missing-call-error.js';
export { recordCalls } from './record/record-calls.js';
export { recordPool } from './record/record-pool.js';
export { recordScorer } from './record/record-scorer.js';
export { replayCalls } from './record/replay-calls.js';
export { replayPool } from './record/replay-pool.js';
export { replayScorer } from './record/replay-scorer.js';
export type { Secret } from './secret.js';
export type { Continuation } from './server-kind.js';

export type { ConformanceCheck } from './conformance-check.js';
export { judgeChecks } from './judge-checks.js';
export { type MockAnswer, MockModel, promptText } from './mock-model.js';
export { rubricorChecks } from './rubricor-checks.js';
export { type SketchViewOptions, sketchEvidence, sketchView } from './sketch-evidence.js';
export { type SketchOptions, sketchModels, sketchPrompt, sketchTrajectory } from './sketch-trajectory.js';

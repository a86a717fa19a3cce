import {
  type CriterionDefinition,
  type CriterionLevel,
  embeddingLength,
  embedText,
  type Measurement,
  numberFeatures,
  numberLength,
  type Rubric,
  type StepEvidence,
  type StepView,
  type TrajectoryEvidence,
  type TrajectoryView,
  trajectoryEvidence,
  ValidationError,
} from '@roro/core';

/** Name of the features that this version makes. */
export const judgeFeatureSet = 'judge-1';

const stepScalars = 20;
const stepFeatures = stepScalars + embeddingLength + 2 * numberLength;
const trajectoryFeatures = 8;

/** Values of one unit: definition (one-hot), level, measured degree, the step with its text, the trajectory. */
export function unitFeatureCount(definitions: number): number {
  return definitions + 5 + stepFeatures + trajectoryFeatures;
}

/** One question to the judge: does criterion k hold, at this step or on the whole. */
export interface JudgeUnit {
  /** Position of its criterion in the rubric. */
  criterion: number;
  /** Step of the trajectory; undefined for scope `trajectory`. */
  step: number | undefined;
  /** `unitFeatureCount` values. Nothing in them comes from an outcome. */
  features: Float32Array;
  /** Measured degree, range [0, 1]. */
  degree: number;
  /** Part of the score: w_k / (n_k Σ w), for n_k units of criterion k. */
  weight: number;
}

/** All that a trajectory is asked under a rubric. */
export interface JudgeUnits {
  units: JudgeUnit[];
  /** What was measured, one a criterion. */
  evidence: string[];
}

/**
 * Measures a trajectory under a rubric and makes the judge's inputs. A criterion that the trajectory says nothing
 * about has no unit: its probability is 0.5, and it adds nothing to the score.
 *
 * @throws ValidationError for a criterion that is not of this bank
 */
export function judgeUnits(
  view: TrajectoryView,
  rubric: Rubric,
  bank: readonly CriterionDefinition[],
): JudgeUnits {
  const evidence = evidenceOf(view);
  const total = rubric.criteria.reduce((sum, { weight }) => sum + weight, 0);
  const units: JudgeUnit[] = [];
  const texts = rubric.criteria.map((criterion, index) => {
    const position = bank.findIndex(({ id }) => id === criterion.source?.definition);
    const definition = bank[position];
    const level = definition?.levels(view.query).find(({ id }) => id === criterion.source?.level);
    if (definition === undefined || level === undefined) throw notOfBank(criterion.id, bank);
    const measurement = definition.measure(evidence, level);
    const parts = partsOf(measurement);
    for (const { step, degree } of parts) {
      units.push({
        criterion: index,
        step,
        degree,
        weight: criterion.weight / (parts.length * total),
        features: featuresOf(
          position,
          bank.length,
          level,
          degree,
          measurement.degree ?? degree,
          step,
          evidence,
          view,
        ),
      });
    }
    return measurement.text;
  });
  return { units, evidence: texts };
}

const measured = new WeakMap<TrajectoryView, TrajectoryEvidence>();

/** Measured once a view: rubrics are many, trajectories few. */
function evidenceOf(view: TrajectoryView): TrajectoryEvidence {
  const known = measured.get(view);
  if (known !== undefined) return known;
  const evidence = trajectoryEvidence(view);
  measured.set(view, evidence);
  return evidence;
}

function partsOf({ perStep, degree }: Measurement): { step: number | undefined; degree: number }[] {
  if (perStep !== undefined) return perStep.map((part) => ({ step: part.index, degree: part.degree }));
  return degree === undefined ? [] : [{ step: undefined, degree }];
}

function featuresOf(
  position: number,
  definitions: number,
  { value, segment }: CriterionLevel,
  degree: number,
  overall: number,
  index: number | undefined,
  evidence: TrajectoryEvidence,
  view: TrajectoryView,
): Float32Array {
  const features = new Float32Array(unitFeatureCount(definitions));
  features[position] = 1;
  let at = definitions;
  features[at++] = segment === undefined ? value / (1 + value) : 0;
  features[at++] = segment === undefined ? 0 : 1;
  features[at++] = degree;
  features[at++] = overall;
  features[at++] = index === undefined ? 0 : 1;
  if (index !== undefined) {
    writeStep(features, at, index, evidence);
    const { embedding, numbers } = textOf((view.steps[index] as StepView).text);
    features.set(embedding, at + stepScalars);
    features.set(numbers, at + stepScalars + embeddingLength);
  }
  writeTrajectory(features, at + stepFeatures, evidence);
  return features;
}

const texts = new Map<string, { embedding: Float32Array; numbers: Float32Array }>();

/** Hashed characters and numbers of a step; kept per text, as many trajectories share their steps. */
function textOf(text: string): { embedding: Float32Array; numbers: Float32Array } {
  const known = texts.get(text);
  if (known !== undefined) return known;
  const made = { embedding: embedText(text.trim()), numbers: numberFeatures(text) };
  if (texts.size >= textLimit) texts.clear();
  texts.set(text, made);
  return made;
}

const textLimit = 65_536;

function writeStep(
  features: Float32Array,
  start: number,
  index: number,
  { steps, segments, models }: TrajectoryEvidence,
): void {
  const step = steps[index] as StepEvidence;
  const previous = steps[index - 1];
  const next = steps[index + 1];
  const onSegment = steps.filter((other) => other.segment === step.segment);
  const values = [
    Number(step.byCheapest),
    Number(step.byDearest),
    models < 2 ? 0 : step.writer / (models - 1),
    step.meanEntropy === undefined ? 0 : 1,
    step.meanEntropy ?? 0,
    step.maxEntropy ?? 0,
    Math.max(-5, step.minLogProbability ?? 0) / 5,
    previous === undefined ? 0 : 1,
    Number(previous?.byDearest ?? false),
    previous?.meanEntropy ?? 0,
    previous?.maxEntropy ?? 0,
    next === undefined ? 0 : 1,
    Number(next?.byDearest ?? false),
    next?.meanEntropy ?? 0,
    Math.log1p(step.tokens) / 4,
    index / Math.max(1, steps.length - 1),
    step.segment / Math.max(1, segments - 1),
    Number(previous?.segment === step.segment),
    Math.min(1, onSegment.length / 4),
    onSegment.filter((other) => other.byDearest).length / onSegment.length,
  ];
  features.set(values, start);
}

function writeTrajectory(features: Float32Array, start: number, evidence: TrajectoryEvidence): void {
  const { steps, costShare, switches, answered } = evidence;
  const entropies = (large: boolean): number[] =>
    steps.flatMap((step) => (step.byDearest === large ? (step.meanEntropy ?? []) : []));
  const small = entropies(false);
  const values = [
    costShare,
    steps.length < 2 ? 0 : switches / (steps.length - 1),
    Math.log1p(steps.length) / 4,
    steps.length === 0 ? 0 : steps.filter((step) => step.byDearest).length / steps.length,
    mean(small),
    Math.max(0, ...small),
    mean(entropies(true)),
    answered ? 1 : 0,
  ];
  features.set(values, start);
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function notOfBank(id: string, bank: readonly CriterionDefinition[]): ValidationError {
  return new ValidationError({
    message: `Criterion "${id}" is not of the judge's bank (${bank.map((definition) => definition.id).join(', ')}).`,
    nextStep: 'Judge rubrics in free text with llmJudge, or pass the bank that the rubric was written from.',
  });
}

import {
  type Criterion,
  type CriterionDefinition,
  type CriterionLevel,
  criterionWeights,
  embeddingLength,
  numberLength,
  QueryMaps,
  type RubricQuery,
} from '@roro/core';
import { lineLimit } from '../bank/line-levels.js';
import { attemptFeatureCount, attemptNotes } from './attempt-notes.js';

/** A criterion that a rubric for this query may have. */
export interface RubricItem {
  definition: CriterionDefinition;
  level: CriterionLevel;
}

/** All of them, with what does not change while a rubric is written. Action 0 ends the rubric; action i + 1 adds item i. */
export interface RubricItems {
  query: RubricQuery;
  items: readonly RubricItem[];
  /** Row-major [items + 1, `staticFeatureCount`]. */
  features: Float32Array;
}

/** Features of an action that depend on what the rubric has so far (`RubricDraft`). */
export const draftFeatureCount = 6;

const scalars = 5;

/** Features of an action that depend on the query alone: see `rubricItems`. */
export function staticFeatureCount(definitions: number): number {
  return definitions + scalars + 2 * embeddingLength + 2 * numberLength + 2 * attemptFeatureCount;
}

/** Most actions that a rubric of this bank can have, the end included: queries count up to `lineLimit` lines. */
export function actionLimit(bank: readonly CriterionDefinition[]): number {
  const lines = Array.from({ length: lineLimit }, (_, line) => `line ${line}`).join('\n');
  return itemsOf({ id: '', prompt: lines, benchmark: '', meta: {} }, bank).length + 1;
}

function itemsOf(query: RubricQuery, bank: readonly CriterionDefinition[]): RubricItem[] {
  return bank.flatMap((definition) => definition.levels(query).map((level) => ({ definition, level })));
}

const maps = new QueryMaps();

/**
 * What a rubric for this query may consist of, each as a row of features: which definition (one-hot), whether it ends
 * the rubric, rank of its level among the levels in [0, 1], whether it is about a line, the line's place in [0, 1],
 * log(1 + lines), hashed characters and numbers of that line, hashed characters of the whole query, what the attempts
 * show at that line and on the whole (`attemptNotes`).
 */
export function rubricItems(query: RubricQuery, bank: readonly CriterionDefinition[]): RubricItems {
  const items = itemsOf(query, bank);
  const map = maps.get(query.prompt);
  const width = staticFeatureCount(bank.length);
  const features = new Float32Array((items.length + 1) * width);
  const lines = map.segments.length;
  const notes = attemptNotes(query, lines);
  const whole = new Float32Array(embeddingLength);
  for (const { embedding } of map.segments) {
    for (let i = 0; i < embeddingLength; i++)
      whole[i] = (whole[i] as number) + (embedding[i] as number) / lines;
  }
  for (let action = 0; action <= items.length; action++) {
    const item = items[action - 1];
    let at = action * width;
    if (item !== undefined) features[at + bank.indexOf(item.definition)] = 1;
    at += bank.length;
    features[at++] = item === undefined ? 1 : 0;
    const segment = item?.level.segment;
    features[at++] = item === undefined || segment !== undefined ? 0 : rank(item, items);
    features[at++] = segment === undefined ? 0 : 1;
    features[at++] = segment === undefined ? 0 : segment / Math.max(1, lines - 1);
    features[at++] = Math.log1p(lines);
    const view = segment === undefined ? undefined : map.segments[segment];
    if (view !== undefined) features.set(view.embedding, at);
    at += embeddingLength;
    if (view !== undefined) features.set(view.numbers, at);
    at += 2 * numberLength;
    features.set(whole, at);
    at += embeddingLength;
    if (segment !== undefined) features.set(notes.segments[segment] ?? [], at);
    at += attemptFeatureCount;
    features.set(notes.whole, at);
  }
  return { query, items, features };
}

function rank({ definition, level }: RubricItem, items: readonly RubricItem[]): number {
  const levels = items.filter((item) => item.definition === definition);
  const index = levels.findIndex((item) => item.level.id === level.id);
  return levels.length < 2 ? 0 : index / (levels.length - 1);
}

/** An item as a rubric shows it. */
export function renderCriterion({ definition, level }: RubricItem): Criterion {
  return {
    id: `${definition.id}:${level.id}`,
    text: level.text,
    weight: criterionWeights[definition.kind],
    kind: definition.kind,
    scope: definition.scope,
    source: { definition: definition.id, level: level.id },
  };
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CriterionDefinition,
  type Rubric,
  type RubricRecord,
  readJsonFile,
  rubricSchema,
} from '@roro/core';
import { LearnedJudge } from '@roro/judge';
import { criterionBank, LearnedRubricor } from '@roro/rubricor';

/** Rubricor and Judge that are trained in process; they answer at once. */
export interface LearnedReward {
  rubricor: LearnedRubricor | FixedRubricor;
  judge: LearnedJudge;
}

/**
 * Reads a learned reward model from its folder.
 *
 * @param bank that it was trained with, default the one that ships
 * @throws StorageError where a file is missing or corrupt, or of another bank
 */
export function readLearnedReward(
  folder: string,
  bank: readonly CriterionDefinition[] = criterionBank,
): LearnedReward {
  const judgePath = join(folder, 'judge.safetensors');
  const judge = new LearnedJudge(readFileSync(judgePath), { bank, path: judgePath });
  const fixedPath = join(folder, 'rubric.json');
  if (existsSync(fixedPath)) {
    return { rubricor: new FixedRubricor(rubricSchema.parse(readJsonFile(fixedPath))), judge };
  }
  const path = join(folder, 'rubricor.safetensors');
  return { rubricor: new LearnedRubricor(readFileSync(path), { bank, path }), judge };
}

/** The same rubric for every query. */
export class FixedRubricor {
  readonly id = 'fixed';
  readonly version = '1';
  readonly #rubric: Rubric;
  constructor(rubric: Rubric) {
    this.#rubric = rubric;
  }
  write({ id: queryId }: { id: string }): RubricRecord {
    const { id, version } = this;
    return {
      version: 1,
      queryId,
      rubricor: { id, version },
      rubric: { ...this.#rubric, queryId },
      usage: [],
    };
  }
}

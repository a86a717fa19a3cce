import { ConfigurationError, type CriterionDefinition } from '@roro/core';
import { callsASureLarge } from './calls-a-sure-large.js';
import { costShareAtMost } from './cost-share-at-most.js';
import { coversDeepestDoubt } from './covers-deepest-doubt.js';
import { escalatesAfterDoubt } from './escalates-after-doubt.js';
import { escalatesEarly } from './escalates-early.js';
import { keepsNoDoubtfulStep } from './keeps-no-doubtful-step.js';
import { largeShareAtLeast } from './large-share-at-least.js';
import { largeShareAtMost } from './large-share-at-most.js';
import { largeWritesLine } from './large-writes-line.js';
import { longWorkIsLarge } from './long-work-is-large.js';
import { oneWriterPerLine } from './one-writer-per-line.js';
import { recoversAfterDoubt } from './recovers-after-doubt.js';
import { seldomSwitches } from './seldom-switches.js';
import { shortEscalations } from './short-escalations.js';
import { smallCloses } from './small-closes.js';
import { smallOpens } from './small-opens.js';
import { smallWritesLine } from './small-writes-line.js';
import { smallWritesShortSteps } from './small-writes-short-steps.js';
import { staysSmallWhileSure } from './stays-small-while-sure.js';
import { sureHandOnLine } from './sure-hand-on-line.js';

/** The criteria that ship. Pass `[...criterionBank, yours]` to the Rubricor and the Judge to add one. */
export const criterionBank: readonly CriterionDefinition[] = [
  largeWritesLine,
  smallWritesLine,
  sureHandOnLine,
  escalatesAfterDoubt,
  keepsNoDoubtfulStep,
  escalatesEarly,
  longWorkIsLarge,
  largeShareAtLeast,
  recoversAfterDoubt,
  coversDeepestDoubt,
  callsASureLarge,
  shortEscalations,
  oneWriterPerLine,
  seldomSwitches,
  staysSmallWhileSure,
  smallOpens,
  smallCloses,
  smallWritesShortSteps,
  largeShareAtMost,
  costShareAtMost,
];

/** Throws ConfigurationError where two definitions share an id or the bank is empty. */
export function checkBank(bank: readonly CriterionDefinition[]): void {
  const ids = bank.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (bank.length > 0 && twice === undefined) return;
  throw new ConfigurationError({
    message: bank.length === 0 ? 'The criterion bank is empty.' : `The criterion bank has "${twice}" twice.`,
    nextStep: 'Give the bank at least one definition, each with an id of its own.',
  });
}

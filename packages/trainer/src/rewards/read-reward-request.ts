import { z } from 'zod';
import { type Phase, phaseNameSchema, phaseSchema } from '../phase.js';
import type { Completion, PhaseRewards } from './phase-rewards.js';
import { RewardError } from './reward-error.js';

/** Completions of one request. */
const mostCompletions = 4096;
/** Unknown ids that an error names in its message, and lists. */
const [named, listed] = [5, 100];

const requestSchema = z.strictObject({
  phase: phaseNameSchema,
  round: phaseSchema.shape.round,
  completions: z
    .array(z.strictObject({ id: z.string().min(1), completion: z.string() }))
    .min(1)
    .max(mostCompletions),
});

/**
 * Checks a request for rewards before anything is computed.
 *
 * @throws RewardError 400 for another form (names the field and not what it holds), 409 for another phase or round than the
 *   one served, 404 for ids that are none of its examples
 */
export function readRewardRequest(body: unknown, served: PhaseRewards): Completion[] {
  const parsed = requestSchema.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const path = issue?.path.join('.') ?? '';
    throw new RewardError({
      status: 400,
      reason: 'invalid_request',
      message: `${path === '' ? 'Request body' : path}: ${issue?.message ?? 'invalid'}.`,
      nextStep: 'Send {"phase", "round", "completions": [{"id", "completion"}]}.',
    });
  }
  const { completions, ...asked } = parsed.data;
  if (asked.phase !== served.phase || asked.round !== served.round) {
    throw new RewardError({
      status: 409,
      reason: 'other_phase',
      message: `This service serves ${name(served)}, and was asked for rewards of ${name(asked)}.`,
      nextStep: 'Serve the folder of the data set that is trained on: roro rewards serve --data <folder>.',
    });
  }
  const unknown = [...new Set(completions.map(({ id }) => id))].filter((id) => !served.has(id));
  if (unknown.length === 0) return completions;
  const shown = unknown.slice(0, named).map((id) => JSON.stringify(id.slice(0, 80)));
  throw new RewardError({
    status: 404,
    reason: 'unknown_ids',
    ids: unknown.slice(0, listed),
    message: `${unknown.length} of the ids are no examples of ${name(served)}: ${shown.join(', ')}${unknown.length > named ? ', …' : '.'} No completion was judged.`,
    nextStep: 'Train on the data set of this folder, and send its ids.',
  });
}

function name({ phase, round }: Phase): string {
  return `phase "${phase}" of round ${round}`;
}

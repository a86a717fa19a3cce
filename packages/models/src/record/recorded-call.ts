import type { CallRecord, UpstreamCall } from './call-record.js';
import type { CallStore } from './call-store.js';
import { MissingCallError } from './missing-call-error.js';

/**
 * What was recorded of a call.
 *
 * @throws MissingCallError where nothing was: it names the model and what sets the nearest recorded call apart, without any
 * text of a prompt
 */
export function recordedCall(call: UpstreamCall, store: CallStore): CallRecord {
  const record = store.next(call.key);
  if (record !== undefined) return record;
  const name = modelName(call);
  const records = store.records;
  const own = records.filter((candidate) => modelName(candidate) === name);
  const others = [...new Set(records.map(modelName))];
  throw new MissingCallError({
    model: call.model.modelId,
    message:
      own.length === 0
        ? `No call of model "${name}" was recorded in ${store.folder}; it holds calls of ${others.join(', ') || 'no model'}.`
        : `This call of model "${name}" was not recorded in ${store.folder}: of the ${own.length} that were, the nearest differs in ${nearestDifferences(call, own)}.`,
    nextStep:
      'Record it with the same configuration (`--record <folder>`; in code recordPool, recordCalls), or restore the configuration of the recording.',
  });
}

function modelName({ model }: Pick<UpstreamCall, 'model'>): string {
  return `${model.provider}/${model.modelId}`;
}

interface Difference {
  path: string;
  detail: string;
  /** How far apart, range (0, 1]. */
  size: number;
}

const shown = 5;

function nearestDifferences(call: UpstreamCall, candidates: readonly CallRecord[]): string {
  let nearest: Difference[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const found = differences(candidate.request, call.request, '');
    if (candidate.kind !== call.kind) {
      found.unshift({ path: 'kind', detail: `recorded ${candidate.kind}, asked ${call.kind}`, size: 1 });
    }
    const distance = found.reduce((sum, { size }) => sum + size, 0);
    if (distance >= least) continue;
    least = distance;
    nearest = found;
  }
  const listed = nearest.slice(0, shown).map(({ path, detail }) => `${path} (${detail})`);
  const more = nearest.length - listed.length;
  return `${listed.join(', ')}${more === 0 ? '' : ` and ${more} more`}`;
}

function differences(recorded: unknown, asked: unknown, path: string): Difference[] {
  if (Object.is(recorded, asked)) return [];
  if (typeof recorded === 'string' && typeof asked === 'string') {
    let common = 0;
    while (common < recorded.length && recorded[common] === asked[common]) common += 1;
    const size = 1 - common / (Math.max(recorded.length, asked.length) + 1);
    return [{ path, detail: `from character ${common + 1} on`, size }];
  }
  if (isObject(recorded) && isObject(asked)) {
    const names = new Set([...Object.keys(recorded), ...Object.keys(asked)]);
    return [...names].flatMap((name) =>
      differences(recorded[name], asked[name], path === '' ? name : `${path}.${name}`),
    );
  }
  return [{ path, detail: `recorded ${describe(recorded)}, asked ${describe(asked)}`, size: 1 }];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Numbers and booleans as they are; of a text or an object only what kind of value it is. */
function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  return typeof value === 'string' || isObject(value) ? `a ${typeof value}` : String(value);
}

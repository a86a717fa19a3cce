import { z } from 'zod';
import { recordedErrorSchema } from './call-record.js';
import { describeError, type Redact, restoreError } from './recorded-error.js';

/** The property that marks a value that JSON has no form for. */
const tag = '$roro';

/**
 * A value of a call as JSON that `decodeValue` reads back: dates, addresses, bytes, errors and the numbers that JSON
 * lacks become tagged objects. Errors lose their credentials.
 */
export function encodeValue(value: unknown, redact: Redact): unknown {
  if (typeof value === 'number') {
    if (Number.isFinite(value) && !Object.is(value, -0)) return value;
    return { [tag]: 'number', value: Object.is(value, -0) ? '-0' : String(value) };
  }
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return { [tag]: 'date', value: value.toISOString() };
  if (value instanceof URL) return { [tag]: 'url', value: value.href };
  if (value instanceof Uint8Array) return { [tag]: 'bytes', value: Buffer.from(value).toString('base64') };
  if (value instanceof Error) return { [tag]: 'error', value: describeError(value, redact) };
  if (Array.isArray(value)) return value.map((entry) => encodeValue(entry, redact));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, entry]) => entry !== undefined)
      .map(([name, entry]) => [name, encodeValue(entry, redact)]),
  );
}

const taggedSchema = z.discriminatedUnion(tag, [
  z.strictObject({ [tag]: z.literal('number'), value: z.enum(['-0', 'NaN', 'Infinity', '-Infinity']) }),
  z.strictObject({ [tag]: z.literal('date'), value: z.iso.datetime() }),
  z.strictObject({ [tag]: z.literal('url'), value: z.url() }),
  z.strictObject({ [tag]: z.literal('bytes'), value: z.base64() }),
  z.strictObject({ [tag]: z.literal('error'), value: recordedErrorSchema }),
]);

/**
 * The value that `encodeValue` was given.
 *
 * @param modelId names the model in errors
 */
export function decodeValue(value: unknown, modelId: string): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((entry) => decodeValue(entry, modelId));
  if (!(tag in value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, entry]) => [name, decodeValue(entry, modelId)]),
    );
  }
  const tagged = taggedSchema.parse(value);
  switch (tagged[tag]) {
    case 'number':
      return Number(tagged.value);
    case 'date':
      return new Date(tagged.value);
    case 'url':
      return new URL(tagged.value);
    case 'bytes':
      return new Uint8Array(Buffer.from(tagged.value, 'base64'));
    case 'error':
      return restoreError(tagged.value, modelId);
  }
}

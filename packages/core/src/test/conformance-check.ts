import { isDeepStrictEqual } from 'node:util';

/** One rule of a contract. Test runners of any kind can run it: `for (const { name, run } of checks) it(name, run)`. */
export interface ConformanceCheck {
  name: string;
  /** Rejects with an error that says what was expected and what was found. */
  run(): Promise<void>;
}

/** @throws Error with this message where the condition does not hold */
export function demand(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

/** @throws Error where two records differ in more than measured durations */
export function requireSame(actual: unknown, expected: unknown, what: string): void {
  const [a, b] = [withoutSeconds(actual), withoutSeconds(expected)];
  demand(isDeepStrictEqual(a, b), `${what}: ${JSON.stringify(a)} is not ${JSON.stringify(b)}.`);
}

function withoutSeconds(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, part: unknown) => (key === 'seconds' ? undefined : part)) ?? 'null',
  );
}

/** A record with what it is about, in the words of an error. */
export function requireNoIssue(
  parsed: { success: boolean; error?: { issues: readonly { path: PropertyKey[]; message: string }[] } },
  what: string,
): void {
  const issue = parsed.error?.issues[0];
  demand(
    parsed.success,
    `${what} does not fit its schema: ${issue?.path.map(String).join('.')}: ${issue?.message}.`,
  );
}

/** Fails on an empty sample: nothing would be checked. */
export function requireSome(items: readonly unknown[], what: string): void {
  demand(items.length > 0, `Expected at least one ${what} to check with, found none.`);
}

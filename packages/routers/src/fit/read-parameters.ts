import type { RouterFit } from '@roro/core';
import { ConfigurationError } from '@roro/core/routing';

/** JSON objects and numbers of a fit's parameters, checked by hand: a router that is imported loads no schema library. */
export interface ParameterReader {
  /** The object under a key. */
  object(key: string): ParameterReader;
  /** A finite number. */
  number(key: string): number;
  /** A finite number > 0. */
  positive(key: string): number;
  /** A list of finite numbers, of `length` where that is given. */
  numbers(key: string, length?: number): number[];
  /** Checks that a key holds this text. */
  literal(key: string, expected: string): void;
  /** Own keys, in their order. */
  keys(): string[];
}

/**
 * Reads what a family kept in `RouterFit.parameters`.
 *
 * @throws ConfigurationError without a fit; on reading, where a value has another shape
 */
export function readParameters(router: string, fit: RouterFit | undefined): ParameterReader {
  if (fit === undefined) {
    throw new ConfigurationError({
      message: `Router "${router}" needs what its family fits to training trajectories, got no fit.`,
      nextStep: 'Pass the result of `family.fit(data)` to `family.create(knob, fit)`.',
    });
  }
  return reader(router, 'parameters', fit.parameters);
}

function reader(router: string, path: string, value: unknown): ParameterReader {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrong(router, path, 'an object', value);
  }
  const object = new Map<string, unknown>(Object.entries(value));
  const fail = (key: string, expected: string) => wrong(router, `${path}.${key}`, expected, object.get(key));
  return {
    object: (key) => reader(router, `${path}.${key}`, object.get(key)),
    number(key) {
      const number = object.get(key);
      if (isFiniteNumber(number)) return number;
      throw fail(key, 'a finite number');
    },
    positive(key) {
      const number = object.get(key);
      if (isFiniteNumber(number) && number > 0) return number;
      throw fail(key, 'a finite number > 0');
    },
    numbers(key, length) {
      const numbers = object.get(key);
      const fits = Array.isArray(numbers) && numbers.length === (length ?? numbers.length);
      if (fits && numbers.every(isFiniteNumber)) return numbers;
      throw fail(key, `a list of ${length === undefined ? '' : `${length} `}finite numbers`);
    },
    literal(key, expected) {
      if (object.get(key) !== expected) throw fail(key, JSON.stringify(expected));
    },
    keys: () => [...object.keys()],
  };
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function wrong(router: string, path: string, expected: string, actual: unknown): ConfigurationError {
  return new ConfigurationError({
    message: `The fit of router "${router}" is not one it can read: expected ${expected} at ${path}, got ${JSON.stringify(actual)}.`,
    nextStep: 'Fit its family again.',
  });
}

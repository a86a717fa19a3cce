import { ConfigurationError } from './errors.js';

/** Levenshtein distance between two short strings. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, substitution));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

/** The known name closest to `name`, or undefined where nothing is near enough to be a misspelling. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  let best: { name: string; distance: number } | undefined;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (best === undefined || distance < best.distance) best = { name: candidate, distance };
  }
  if (best === undefined) return undefined;
  return best.distance <= Math.max(2, Math.ceil(name.length * 0.4)) ? best.name : undefined;
}

/** The error for an unknown benchmark, router, model, configuration key…: names the nearest known one. */
export function unknownNameError(kind: string, name: string, known: readonly string[]): ConfigurationError {
  const nearest = nearestName(name, known);
  return new ConfigurationError({
    message: `Unknown ${kind} "${name}".`,
    nextStep:
      nearest === undefined
        ? `Known: ${known.join(', ') || '(none)'}.`
        : `Did you mean "${nearest}"? Known: ${known.join(', ')}.`,
  });
}

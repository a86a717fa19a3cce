/** @throws Error with this message where the condition does not hold */
export function demand(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

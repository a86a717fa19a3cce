import { Random } from '@roro/core';

/** Three to six short lines of arithmetic, each about the one before it. */
export function exampleQuestion(seed: string | number, index: number): string[] {
  const random = new Random('example question', seed, index);
  const count = random.integer(3, 6);
  return Array.from({ length: count }, (_, line) => {
    const name = String.fromCharCode(97 + line).repeat(2);
    if (line === 0) return `${name}=${random.integer(10, 99)}`;
    const before = String.fromCharCode(96 + line).repeat(2);
    return `${name}=${before}${random.pick(['+', '-', '*', '%'])}${random.integer(2, 19)}`;
  });
}

import type { Redis } from '@roro/queue';
import { workersAt } from './participants.js';
import { type WorkDescription, workDifferences } from './work-description.js';

/** Says which workers come and go, and which are refused and why. */
export class RollCall {
  readonly #redis: Redis;
  readonly #description: WorkDescription;
  readonly #address: string;
  readonly #onNote: (text: string) => void;
  #present: Set<string> | undefined;
  readonly #refused = new Set<string>();

  constructor(redis: Redis, description: WorkDescription, address: string, onNote: (text: string) => void) {
    this.#redis = redis;
    this.#description = description;
    this.#address = address;
    this.#onNote = onNote;
  }

  async call(): Promise<void> {
    const before = this.#present;
    const present = new Set<string>();
    for (const { name, entry } of await workersAt(this.#redis).list()) {
      const differences = workDifferences(this.#description, entry.description);
      if (differences.length === 0) present.add(name);
      else if (!this.#refused.has(name)) {
        this.#refused.add(name);
        this.#onNote(
          `Worker ${name} (${entry.host}) is refused: it ${differences.join(', ')}. Start it with the same version and configuration.`,
        );
      }
    }
    this.#present = present;
    const names = [...present].join(', ');
    if (before === undefined || (before.size > 0 && present.size === 0)) {
      this.#onNote(
        present.size > 0
          ? `Work goes to Redis at ${this.#address}. Workers: ${names}`
          : `Work waits at Redis at ${this.#address} for workers: start some with \`roro worker --queue <url>\`.`,
      );
      return;
    }
    const come = [...present].filter((name) => !before.has(name));
    const gone = [...before].filter((name) => !present.has(name));
    if (come.length > 0) this.#onNote(`Workers that have come: ${come.join(', ')}`);
    if (gone.length > 0)
      this.#onNote(`Workers that have gone: ${gone.join(', ')}. What they had begun goes to others.`);
  }
}

/** Things to come, the earliest first; of those at one time, the one that was added first. */
export class EventQueue<T> {
  readonly #heap: { time: number; order: number; value: T }[] = [];
  #added = 0;

  get size(): number {
    return this.#heap.length;
  }

  add(time: number, value: T): void {
    const heap = this.#heap;
    heap.push({ time, order: this.#added++, value });
    let at = heap.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(at, parent)) break;
      this.#swap(at, parent);
      at = parent;
    }
  }

  /** Undefined when there is nothing to come. */
  next(): { time: number; value: T } | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    heap[0] = last;
    let at = 0;
    for (;;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && this.#isBefore(child, least)) least = child;
      }
      if (least === at) return first;
      this.#swap(at, least);
      at = least;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const [one, other] = [this.#heap[a], this.#heap[b]] as [
      { time: number; order: number },
      { time: number; order: number },
    ];
    return one.time < other.time || (one.time === other.time && one.order < other.order);
  }

  #swap(a: number, b: number): void {
    const heap = this.#heap as unknown[];
    [heap[a], heap[b]] = [heap[b], heap[a]];
  }
}

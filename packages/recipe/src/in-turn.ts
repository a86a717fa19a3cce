/** Makes calls in the order of their positions, from 0 on, whatever order they are handed over in. */
export function inTurn(): (position: number, call: () => void) => void {
  const waiting = new Map<number, () => void>();
  let next = 0;
  return (position, call) => {
    waiting.set(position, call);
    for (let ready = waiting.get(next); ready !== undefined; ready = waiting.get(next)) {
      waiting.delete(next);
      next += 1;
      ready();
    }
  };
}

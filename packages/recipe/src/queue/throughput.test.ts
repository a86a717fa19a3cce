import { expect, it } from 'vitest';
import { Throughput } from './throughput.js';

it('tells what each worker did, and its rate over the last half minute', () => {
  const throughput = new Throughput(100);
  throughput.add({ worker: 'b', rollouts: 4, made: 9 }, 105);
  throughput.add({ worker: 'a', rollouts: 2, made: 0 }, 110);
  throughput.add({ worker: 'b', rollouts: 4, made: 1 }, 110);
  expect(throughput.report(110)).toEqual([
    { worker: 'a', rollouts: 2, steps: 0, rate: 0.2 },
    { worker: 'b', rollouts: 8, steps: 10, rate: 0.8 },
  ]);
  // 105 is more than 30 s ago.
  expect(throughput.report(136)).toEqual([
    { worker: 'a', rollouts: 2, steps: 0, rate: 2 / 30 },
    { worker: 'b', rollouts: 8, steps: 10, rate: 4 / 30 },
  ]);
  expect(throughput.report(1000).map(({ rate }) => rate)).toEqual([0, 0]);
});

import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { chooseBackend } from './backend.js';
import { onEveryBackend } from './on-every-backend.js';
import { probeTraining, type TrainingProbe } from './probe-training.js';

let reference: TrainingProbe;
beforeAll(async () => {
  await chooseBackend({ backend: 'cpu' });
  reference = probeTraining({ steps: 3 });
});

onEveryBackend(() => {
  it('gives the losses that plain JavaScript gives, and leaves no tensor', () => {
    const before = tf.memory().numTensors;
    const { losses, milliseconds } = probeTraining({ steps: 3 });
    expect(tf.memory().numTensors).toBe(before);
    expect(losses).toHaveLength(3);
    // ln 8 for a guess among 8 classes, and the random start is worse; then it learns.
    expect(losses[0]).toBeGreaterThan(Math.log(8));
    expect(losses[2]).toBeLessThan(losses[0] as number);
    for (const [step, loss] of losses.entries())
      expect(loss).toBeCloseTo(reference.losses[step] as number, 4);
    expect(milliseconds).toBeGreaterThan(0);
  });
});

import { hashWords } from '@roro/core';
import { MockModel } from '@roro/core/test';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generationSettingsSchema } from './generation-settings.js';
import {
  childNode,
  modelFingerprint,
  rootNode,
  samplerAddress,
  shortHash,
  stepAddress,
} from './step-address.js';

describe('shortHash', () => {
  it('writes the 128 bits of hashWords in base 32', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const expected = hashWords(text).map((word) => word.toString(32).padStart(7, '0'));
        expect(shortHash(text)).toBe(expected.join(''));
      }),
    );
  });
});

describe('step addresses', () => {
  const model = { id: 'a', model: new MockModel('m', []), parameters: 5 };
  const settings = generationSettingsSchema.parse({});

  it('differ wherever the step may differ', () => {
    const root = rootNode('prompt');
    const sampler = (more: Partial<typeof settings>, other = model) =>
      samplerAddress(other, { ...settings, ...more }, 64, '\n');
    const samplers = [
      sampler({}),
      sampler({ temperature: 0 }),
      sampler({ topP: 0.9 }),
      sampler({ seed: 1 }),
      sampler({}, { ...model, parameters: 6 }),
      samplerAddress(model, settings, 65, '\n'),
      samplerAddress(model, settings, 64, '\n\n'),
    ];
    const nodes = [root, rootNode('prompt '), childNode(root, 'a'), childNode(childNode(root, 'a'), 'b')];
    const addresses = nodes.flatMap((node) =>
      samplers.flatMap((name) => [0, 1].map((draw) => stepAddress(node, name, draw))),
    );
    expect(new Set(addresses).size).toBe(nodes.length * samplers.length * 2);
  });

  it('do not depend on the id within the pool or on samplesPerNode; a fingerprint replaces the rest', () => {
    const name = (other: typeof model, samplesPerNode = 1) =>
      samplerAddress(other, { ...settings, samplesPerNode }, 64, '\n');
    expect(name({ ...model, id: 'b' }, 4)).toBe(name(model));
    expect(modelFingerprint({ ...model, fingerprint: 'weights-3' })).toBe('weights-3');
  });
});

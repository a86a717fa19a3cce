import { expect, it } from 'vitest';
import { parseConfig } from './config.js';
import { presets } from './presets.js';
import { checkNames } from './settings.js';

it.each(Object.entries(presets))(
  '%s is a configuration with known names, shorter than the default',
  (_, preset) => {
    const config = parseConfig(preset.config);
    expect(() => checkNames(config)).not.toThrow();
    const size = ({ settings, benchmarks, train }: typeof config) =>
      settings.length * benchmarks.length * train.seeds.length;
    expect(size(config)).toBeLessThan(size(parseConfig({})));
    expect(preset.seconds).toBeLessThanOrEqual(60);
  },
);

it('quick measures both ends, a baseline and the whole method on as many test questions as the default', () => {
  const { routers, bench } = parseConfig(presets.quick.config);
  for (const router of ['srm-only', 'lrm-only', 'random', 'roro']) expect(routers).toContain(router);
  expect(bench).toEqual(parseConfig({}).bench);
});

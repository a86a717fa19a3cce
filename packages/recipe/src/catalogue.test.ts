import { ConfigurationError } from '@roro/core';
import { fixedFamily } from '@roro/routers';
import { expect, it } from 'vitest';
import { expandRouters, findCatalogueEntry, routerCatalogue } from './catalogue.js';
import { methods } from './methods.js';

it('lists every router once, with what a reader needs to find its rule', () => {
  const catalogue = routerCatalogue();
  expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length);
  for (const { title, source } of catalogue) {
    expect(title.length).toBeGreaterThan(2);
    expect(source.length).toBeGreaterThan(10);
  }
  const ids = catalogue.map(({ id }) => id);
  for (const { id } of methods) expect(ids).toContain(id);
  expect(findCatalogueEntry('trim-agg')).toMatchObject({ mode: 'review', scorer: 'prm', role: 'baseline' });
  expect(findCatalogueEntry('roro')).toMatchObject({ role: 'ours', mode: 'review' });
  expect(findCatalogueEntry('oracle').mode).toBe('bound');
  expect(() => findCatalogueEntry('steeer')).toThrow(ConfigurationError);
  expect(() => findCatalogueEntry('steeer')).toThrow('Did you mean "steer"?');
});

it('"all" is every row but the ablations, and packages come last', () => {
  const all = expandRouters(['all']);
  expect(all.slice(0, 2)).toEqual(['srm-only', 'lrm-only']);
  for (const id of ['cascade', 'trim-pomdp', 'trim-agg', 'grpo', 'roro', 'oracle']) expect(all).toContain(id);
  expect(all.filter((id) => id.startsWith('roro-') || id === 'scalar-reward')).toEqual([]);
  expect(expandRouters(['random', 'all', 'random'])).toHaveLength(all.length);
  const mine = { ...fixedFamily, id: 'mine' };
  expect(expandRouters(['all'], [mine]).at(-1)).toBe('mine');
  expect(findCatalogueEntry('mine', [mine]).role).toBe('package');
});

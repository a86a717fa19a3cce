import { expect, test } from 'vitest';
import { exampleModels, exampleTrajectory } from '../test-data/example-trajectory.js';
import { heatMaps } from './heat-map.js';
import type { ReportTrajectory } from './report-trajectory.js';

function answer(
  router: string,
  models: readonly ('srm' | 'lrm')[],
  kinds: readonly string[] = [],
): ReportTrajectory {
  const trajectory = exampleTrajectory(
    models.map((model) => ({ text: '1', model })),
    { router: { id: router, version: '1' } },
  );
  kinds.forEach((kind, i) => {
    const step = trajectory.steps[i];
    if (step !== undefined) step.kind = kind;
  });
  return { setting: 's', models: exampleModels, trajectory };
}

test('share of the dearest model by position, a row a router, the main one first', () => {
  const maps = heatMaps(
    [answer('other', ['lrm']), answer('ours', ['srm', 'lrm']), answer('ours', ['lrm', 'lrm', 'srm'])],
    'ours',
  );
  expect(maps).toEqual([
    {
      id: 'heat-0-position',
      setting: 's',
      dearest: 'lrm',
      by: 'position',
      columns: ['1', '2', '3'],
      rows: [
        {
          router: 'ours',
          cells: [
            { share: 0.5, count: 2 },
            { share: 1, count: 2 },
            { share: 0, count: 1 },
          ],
        },
        { router: 'other', cells: [{ share: 1, count: 1 }, null, null] },
      ],
    },
  ]);
});

test('kinds of steps in the order of their frequency; steps without one are left out', () => {
  const [, byKind] = heatMaps([answer('ours', ['srm', 'lrm', 'lrm', 'srm'], ['add', 'mod', 'mod'])], 'ours');
  expect(byKind?.columns).toEqual(['mod', 'add']);
  expect(byKind?.rows[0]?.cells).toEqual([
    { share: 1, count: 2 },
    { share: 0, count: 1 },
  ]);
});

test('late steps share the last column', () => {
  const [map] = heatMaps(
    [
      answer(
        'ours',
        Array.from({ length: 20 }, (_, i) => (i < 17 ? 'srm' : 'lrm')),
      ),
    ],
    'ours',
  );
  expect(map?.columns.at(-1)).toBe('17+');
  expect(map?.rows[0]?.cells).toHaveLength(17);
  expect(map?.rows[0]?.cells.at(-1)).toEqual({ share: 0.75, count: 4 });
});

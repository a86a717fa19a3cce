import { expect, test } from 'vitest';
import { QueryMap, QueryMaps } from './query-map.js';
import { embedText } from './text-features.js';

const steps = (...texts: string[]) => texts.map((text) => ({ text }));

test('a program in lines is followed line by line', () => {
  const map = new QueryMap('d=45\ne=d+12\nf=e*4\ng=f%7\ng?\n');
  expect(map.segments).toHaveLength(5);
  expect(map.place([])).toEqual({ segment: 0, dwell: 0 });
  expect(map.place(steps('e=45+12=57\n'))).toEqual({ segment: 1, dwell: 1 });
  const product = ['e=45+12=57\n', 'f=50*4=200\n', 'f=07*4=28\n', 'f=200+28=228\n'];
  expect(map.place(steps(...product.slice(0, 2)))).toEqual({ segment: 2, dwell: 1 });
  expect(map.place(steps(...product))).toEqual({ segment: 2, dwell: 3 });
  expect(map.place(steps(...product, 'g=32*7=224\n'))).toEqual({ segment: 3, dwell: 1 });
});

test('a word problem is followed sentence by sentence', () => {
  const map = new QueryMap(
    'Ann has 38 marbles. Bob has 45 more marbles than Ann; Cat lost a third of her 90 stamps. How many stamps are left?',
  );
  expect(map.segments).toHaveLength(4);
  expect(map.place(steps('Bob owns 38 + 45 = 83 marbles.'))).toEqual({ segment: 1, dwell: 1 });
  expect(map.place(steps('Bob owns 38 + 45 = 83 marbles.', 'A third of 90 stamps is 30.'))).toEqual({
    segment: 2,
    dwell: 1,
  });
});

test('a step that shares nothing with the query stays where the reasoning was', () => {
  const map = new QueryMap('alpha beta\ngamma delta\n');
  expect(map.place(steps('gamma', '###'))).toEqual({ segment: 1, dwell: 2 });
});

test('a step looks the same as a segment of the same text', () => {
  const map = new QueryMap('a=1\nb=2\n');
  expect(map.step(' b=2\n').embedding).toEqual(embedText('b=2'));
  expect(map.step(' b=2\n').embedding).toEqual(map.segments[1]?.embedding);
});

test('an empty query has no segments and no error', () => {
  const map = new QueryMap('');
  expect(map.segments).toHaveLength(0);
  expect(map.place(steps('anything', 'else'))).toEqual({ segment: 0, dwell: 2 });
});

test('the same prompt gives the same map, and old ones are let go', () => {
  const maps = new QueryMaps();
  const first = maps.get('first');
  expect(maps.get('first')).toBe(first);
  for (let index = 0; index < 3000; index++) maps.get(`query ${index}`);
  expect(maps.get('first')).not.toBe(first);
});

import type { Results } from '@roro/core';
import { straightLine } from '../evaluate.js';
import type { Headline } from '../headline.js';
import { largeOnly, oracleBound, smallOnly } from '../outcomes.js';

/** How a router looks, the same in every chart, table and legend of the page. */
export interface ReportRouter {
  router: string;
  /** `model`: a model of the middle of its pool alone, a point; `bound`: the oracle. */
  role: 'main' | 'router' | 'bound' | 'model';
  /** Position in the palette (`--router-<n>`); for a model, its position in the pool. */
  colour: number;
  /** Position in `shapes`. */
  shape: number;
  /** Position in `dashes`. */
  dash: number;
  /** Drawn before a reader chooses. */
  shown: boolean;
}

/** Colours of the palette. Prime to the number of shapes: 56 routers look different. */
const colours = 8;

/**
 * Marks as polygons in a box of 12 × 12 (none: a circle), with the name and rotation by which Chart.js knows them. All are
 * filled, so that they keep their colour at the size of a letter.
 */
export const shapes: readonly {
  polygon?: readonly (readonly [number, number])[];
  pointStyle: string;
  rotation: number;
}[] = [
  { pointStyle: 'circle', rotation: 0 },
  {
    polygon: turned(
      [
        [6, 0.5],
        [11.5, 10.5],
        [0.5, 10.5],
      ],
      0,
    ),
    pointStyle: 'triangle',
    rotation: 0,
  },
  {
    polygon: [
      [1, 1],
      [11, 1],
      [11, 11],
      [1, 11],
    ],
    pointStyle: 'rect',
    rotation: 0,
  },
  {
    polygon: turned(
      [
        [6, 0.5],
        [11.5, 10.5],
        [0.5, 10.5],
      ],
      2,
    ),
    pointStyle: 'triangle',
    rotation: 180,
  },
  {
    polygon: [
      [6, 0],
      [12, 6],
      [6, 12],
      [0, 6],
    ],
    pointStyle: 'rectRot',
    rotation: 0,
  },
  {
    polygon: turned(
      [
        [6, 0.5],
        [11.5, 10.5],
        [0.5, 10.5],
      ],
      1,
    ),
    pointStyle: 'triangle',
    rotation: 90,
  },
  {
    polygon: turned(
      [
        [6, 0.5],
        [11.5, 10.5],
        [0.5, 10.5],
      ],
      3,
    ),
    pointStyle: 'triangle',
    rotation: 270,
  },
];

/** Lengths of line and gap; a palette that begins again has another dash. */
export const dashes: readonly (readonly number[])[] = [[], [7, 3], [2, 3]];

/** How many routers beside the main one are drawn at first, where there are too many for one picture. */
const shownBesideMain = 3;
/** So many routers, the main one included, are drawn at once. */
const shownAtOnce = 6;

/** Quarter turns of a polygon about the middle of its box. */
function turned(polygon: [number, number][], quarters: number): [number, number][] {
  return polygon.map(([x, y]) => {
    let point: [number, number] = [x, y];
    for (let i = 0; i < quarters; i++) point = [12 - point[1], point[0]];
    return point;
  });
}

/**
 * Every router of the results beside the two ends, the main one first, then in the order of the results. Drawn at first are
 * the main router, the models alone, the bound, and the routers with the best mean BA@40: all of them up to six, else three.
 */
export function reportRouters(results: Results, figures: Headline | undefined): Map<string, ReportRouter> {
  const names = new Set(figures === undefined ? [] : [figures.router]);
  for (const { router } of results.settings.flatMap(({ benchmarks }) => benchmarks.flatMap((b) => b.routers)))
    if (router !== smallOnly && router !== largeOnly) names.add(router);
  const roleOf = (router: string): ReportRouter['role'] => {
    if (router === oracleBound) return 'bound';
    if (router === figures?.router) return 'main';
    return modelPosition(results, router) > 0 ? 'model' : 'router';
  };
  const candidates = [...names].filter((router) => roleOf(router) === 'router');
  const isFew = candidates.length < shownAtOnce;
  const best = new Set(
    isFew ? candidates : bestRouters(figures, new Set(candidates)).slice(0, shownBesideMain),
  );
  let index = 0;
  return new Map(
    [...names].map((router) => {
      const role = roleOf(router);
      const own = role === 'bound' || role === 'model' ? 0 : index++;
      const look =
        role === 'model'
          ? { colour: modelPosition(results, router), shape: 0, dash: 0 }
          : {
              colour: own % colours,
              shape: own % shapes.length,
              dash: Math.floor(own / colours) % dashes.length,
            };
      return [router, { router, role, ...look, shown: role !== 'router' || best.has(router) }];
    }),
  );
}

/** 1, 2 or 3 for `<model>-only` of a model between the ends of its pool; 0 otherwise. */
function modelPosition(results: Results, router: string): number {
  for (const { pool } of results.settings) {
    const position = pool.slice(1, -1).findIndex((model) => router === `${model}-only`);
    if (position >= 0) return Math.min(position + 1, 3);
  }
  return 0;
}

/** By mean BA@40 over the settings that have them. */
function bestRouters(figures: Headline | undefined, candidates: ReadonlySet<string>): string[] {
  const values = new Map<string, number[]>();
  for (const { router, value } of figures?.settings.flatMap(({ routers }) => routers) ?? []) {
    if (router === straightLine || !candidates.has(router)) continue;
    values.set(router, [...(values.get(router) ?? []), value]);
  }
  const mean = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;
  return [...values].sort(([, a], [, b]) => mean(b) - mean(a)).map(([router]) => router);
}

import type { ReportTrajectory } from './report-trajectory.js';

/** How many of the steps in a place the dearest model wrote. */
export interface HeatMapCell {
  /** Range [0, 1]. */
  share: number;
  /** Steps behind it. */
  count: number;
}

/** Where the dearest model of a setting was used. */
export interface HeatMap {
  id: string;
  setting: string;
  dearest: string;
  /** Whether a column is a position in the answer or a kind of step. */
  by: 'position' | 'kind';
  columns: string[];
  /** By router; a cell is null where no answer has such a step. */
  rows: { router: string; cells: (HeatMapCell | null)[] }[];
}

/** Positions that have a column of their own; what comes after shares the last one. */
const positions = 16;

/**
 * Share of the dearest model by position of the step and, where steps have kinds, by kind; two maps a setting, a row a router,
 * the main one first. Kinds are in the order of their frequency.
 */
export function heatMaps(items: readonly ReportTrajectory[], main: string): HeatMap[] {
  const settings = [...new Set(items.map(({ setting }) => setting))];
  return settings.flatMap((setting, index) => {
    const own = items.filter((item) => item.setting === setting);
    const dearest = own[0]?.models.at(-1)?.id;
    if (dearest === undefined) return [];
    const byPosition = table(own, dearest, (_, position) => Math.min(position, positions));
    const byKind = table(own, dearest, (kind) => kind);
    const total = (column: string | number): number =>
      [...byKind.values()].reduce((sum, cells) => sum + (cells.get(column)?.count ?? 0), 0);
    const longest = Math.max(
      0,
      ...[...byPosition.values()].flatMap((cells) => [...cells.keys()].map(Number)),
    );
    const kinds = [...new Set([...byKind.values()].flatMap((cells) => [...cells.keys()]))];
    kinds.sort((a, b) => total(b) - total(a));
    const map = (by: HeatMap['by'], cells: typeof byKind, columns: (string | number)[]): HeatMap => ({
      id: `heat-${index}-${by}`,
      setting,
      dearest,
      by,
      columns: columns.map((column) =>
        typeof column === 'string' ? column : column < positions ? `${column + 1}` : `${positions + 1}+`,
      ),
      rows: mainFirst(cells, main).map(([router, row]) => ({
        router,
        cells: columns.map((column) => row.get(column) ?? null),
      })),
    });
    return [
      map(
        'position',
        byPosition,
        Array.from({ length: longest + 1 }, (_, i) => i),
      ),
      ...(kinds.length > 0 ? [map('kind', byKind, kinds)] : []),
    ];
  });
}

function mainFirst<T>(rows: ReadonlyMap<string, T>, main: string): [string, T][] {
  return [...rows].sort(([a], [b]) => Number(b === main) - Number(a === main));
}

/** Router → column → cell; a step whose column is undefined is in none. */
function table(
  items: readonly ReportTrajectory[],
  dearest: string,
  columnOf: (kind: string | undefined, position: number) => string | number | undefined,
): Map<string, Map<string | number, HeatMapCell>> {
  const rows = new Map<string, Map<string | number, HeatMapCell>>();
  for (const { trajectory } of items) {
    const row = rows.get(trajectory.router.id) ?? new Map<string | number, HeatMapCell>();
    rows.set(trajectory.router.id, row);
    for (const { index, kind, model } of trajectory.steps) {
      const column = columnOf(kind, index);
      if (column === undefined) continue;
      const { share, count } = row.get(column) ?? { share: 0, count: 0 };
      row.set(column, { share: (share * count + Number(model === dearest)) / (count + 1), count: count + 1 });
    }
  }
  return rows;
}

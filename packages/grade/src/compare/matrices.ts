import type { Node, NodeOf } from '../parse/nodes.js';
import type { Comparison } from './comparison.js';

/** Largest number of cells that a product of matrices may have. */
const maximumCells = 400;

/** The matrix that sums, products, multiples and transposes of matrices come to; undefined when that is none. */
export function matrixOf(node: Node): NodeOf<'matrix'> | undefined {
  switch (node.kind) {
    case 'matrix':
      return node;
    case 'negate': {
      const of = matrixOf(node.of);
      return of && mapCells(of, (cell) => ({ kind: 'negate', of: cell }));
    }
    case 'sum': {
      const [first, ...rest] = node.terms.map(matrixOf);
      if (!first || rest.some((each) => each?.rows.length !== first.rows.length)) return undefined;
      return mapCells(first, (cell, i, j) => ({
        kind: 'sum',
        terms: [cell, ...rest.map((each): Node => each?.rows[i]?.[j] ?? undefinedCell)],
      }));
    }
    case 'product':
      return productOf(node.factors);
    case 'quotient': {
      const over = matrixOf(node.over);
      return over && mapCells(over, (cell) => ({ kind: 'quotient', over: cell, under: node.under }));
    }
    case 'power': {
      const base =
        node.exponent.kind === 'symbol' && /^(t|top)$/.test(node.exponent.name)
          ? matrixOf(node.base)
          : undefined;
      return (
        base && {
          kind: 'matrix',
          rows: base.rows[0]!.map((_, j) => base.rows.map((row) => row[j] ?? undefinedCell)),
        }
      );
    }
    default:
      return undefined;
  }
}

/** Stands where a matrix has no cell; it is equal to nothing. */
const undefinedCell: Node = {
  kind: 'quotient',
  over: { kind: 'symbol', name: '?' },
  under: { kind: 'set', items: [], joiner: 'braces' },
};

function mapCells(
  matrix: NodeOf<'matrix'>,
  change: (cell: Node, i: number, j: number) => Node,
): NodeOf<'matrix'> {
  return { kind: 'matrix', rows: matrix.rows.map((row, i) => row.map((cell, j) => change(cell, i, j))) };
}

/** Matrices in their order, times the numbers among the factors. */
function productOf(factors: readonly Node[]): NodeOf<'matrix'> | undefined {
  const numbers: Node[] = [];
  let product: NodeOf<'matrix'> | undefined;
  for (const factor of factors) {
    const matrix = matrixOf(factor);
    if (!matrix) numbers.push(factor);
    else if (!product) product = matrix;
    else {
      product = multiplied(product, matrix);
      if (!product) return undefined;
    }
  }
  if (!product || numbers.length === 0) return product;
  return mapCells(product, (cell) => ({ kind: 'product', factors: [...numbers, cell] }));
}

function multiplied(a: NodeOf<'matrix'>, b: NodeOf<'matrix'>): NodeOf<'matrix'> | undefined {
  const columns = b.rows[0]?.length ?? 0;
  const fits =
    a.rows.every((row) => row.length === b.rows.length) && b.rows.every((row) => row.length === columns);
  if (!fits || a.rows.length * columns > maximumCells) return undefined;
  return {
    kind: 'matrix',
    rows: a.rows.map((row) =>
      Array.from({ length: columns }, (_, j) => ({
        kind: 'sum' as const,
        terms: row.map((cell, k): Node => ({ kind: 'product', factors: [cell, b.rows[k]![j]!] })),
      })),
    ),
  };
}

/** Cell by cell, each as an answer of its own. */
export function compareMatrices(
  gold: NodeOf<'matrix'>,
  prediction: NodeOf<'matrix'>,
  comparison: Comparison,
): boolean {
  return (
    gold.rows.length === prediction.rows.length &&
    gold.rows.every((row, i) => {
      const other = prediction.rows[i]!;
      return row.length === other.length && row.every((cell, j) => comparison.same(cell, other[j]!));
    })
  );
}

import { children } from '../parse/children.js';
import type { Node, NodeOf } from '../parse/nodes.js';
import type { Comparison } from './comparison.js';

type Matrix = NodeOf<'matrix'>;

/** Largest number of terms that the cells of a product of matrices may have together. */
const maximumTerms = 20_000;

/** The matrix that sums, products, multiples and transposes of matrices come to; undefined when that is none. */
export function matrixOf(node: Node): Matrix | undefined {
  switch (node.kind) {
    case 'matrix':
      return node;
    case 'negate':
      return mapCells(matrixOf(node.of), (cell) => ({ kind: 'negate', of: cell }));
    case 'sum':
      return sumOf(node.terms.map(matrixOf));
    case 'product':
      return productOf(node.factors);
    case 'quotient':
      return mapCells(matrixOf(node.over), (cell) => ({ kind: 'quotient', over: cell, under: node.under }));
    case 'power': {
      const { exponent } = node;
      return exponent.kind === 'symbol' && /^(t|top)$/.test(exponent.name)
        ? transposed(matrixOf(node.base))
        : undefined;
    }
    default:
      return undefined;
  }
}

function mapCells(
  matrix: Matrix | undefined,
  change: (cell: Node, i: number, j: number) => Node,
): Matrix | undefined {
  if (!matrix) return undefined;
  return { kind: 'matrix', rows: matrix.rows.map((row, i) => row.map((cell, j) => change(cell, i, j))) };
}

function sumOf(matrices: readonly (Matrix | undefined)[]): Matrix | undefined {
  const [first] = matrices;
  if (!first || !matrices.every((each) => each && sameShape(each, first))) return undefined;
  return mapCells(first, (_, i, j) => ({ kind: 'sum', terms: matrices.map((each) => each!.rows[i]![j]!) }));
}

function sameShape(a: Matrix, b: Matrix): boolean {
  return a.rows.length === b.rows.length && a.rows.every((row, i) => row.length === b.rows[i]!.length);
}

function transposed(matrix: Matrix | undefined): Matrix | undefined {
  const columns = matrix?.rows[0]?.length;
  if (!matrix || matrix.rows.some((row) => row.length !== columns)) return undefined;
  return {
    kind: 'matrix',
    rows: Array.from({ length: columns! }, (_, j) => matrix.rows.map((row) => row[j]!)),
  };
}

/** Matrices in their order, times the numbers among the factors. */
function productOf(factors: readonly Node[]): Matrix | undefined {
  const numbers: Node[] = [];
  let product: Matrix | undefined;
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

function multiplied(a: Matrix, b: Matrix): Matrix | undefined {
  const columns = b.rows[0]?.length ?? 0;
  const fits =
    a.rows.every((row) => row.length === b.rows.length) && b.rows.every((row) => row.length === columns);
  const terms = a.rows.length * columns * b.rows.length * (largestCell(a) + largestCell(b));
  if (!fits || terms > maximumTerms) return undefined;
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

function largestCell({ rows }: Matrix): number {
  return Math.max(...rows.flat().map((cell) => nodeCount(cell, maximumTerms)));
}

/** Nodes of a tree; somewhat more than `limit` when there are more. */
function nodeCount(node: Node, limit: number): number {
  let count = 1;
  for (const child of children(node)) {
    if (count > limit) break;
    count += nodeCount(child, limit - count);
  }
  return count;
}

/** Cell by cell, each as an answer of its own. */
export function compareMatrices(gold: Matrix, prediction: Matrix, comparison: Comparison): boolean {
  return (
    gold.rows.length === prediction.rows.length &&
    gold.rows.every((row, i) => {
      const other = prediction.rows[i]!;
      return row.length === other.length && row.every((cell, j) => comparison.same(cell, other[j]!));
    })
  );
}

/** Text that cannot break a Markdown table or be taken for markup. */
export function markdownText(text: string): string {
  return text.replace(/[\\|*_`<>[\]]/g, '\\$&');
}

/**
 * A Markdown table; cells are taken as they are.
 *
 * @param left columns that are aligned to the left, counted from the first; the others are aligned to the right
 */
export function markdownTable(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  left: number,
): string {
  return [heads, heads.map((_, i) => (i < left ? '---' : '---:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}

// What Markdown would show otherwise than it is meant: tags outside of code, which disappear, and bars in the code of a table,
// which end its cell.

/**
 * @param {import('./read-page.mjs').Page[]} pages
 * @returns {string[]} one line per violation
 */
export function checkProse(pages) {
  return pages.flatMap(({ path, prose, spans }) => [
    ...spans
      .filter(({ text }) => /(?<!\\)\|/.test(text))
      .filter(({ start }) => prose.slice(prose.lastIndexOf('\n', start) + 1, start).startsWith('|'))
      .map(({ line, text }) => `${path}:${line}: \`${text}\` ends the cell of a table: write \\|.`),
    ...prose.split('\n').flatMap((line, i) => {
      const tag = /<\/?(?!(?:picture|kbd|details|summary)>)[a-z][\w-]*>/i.exec(line)?.[0];
      return tag === undefined ? [] : [`${path}:${i + 1}: ${tag} is taken for a tag: write it as code.`];
    }),
  ]);
}

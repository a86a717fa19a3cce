/**
 * @typedef {{
 *   megabytes: number,
 *   importMilliseconds: number,
 *   tensorLibrary?: boolean,
 *   exampleNeeds?: string,
 *   firstCommand?: string,
 * }} Budget
 *   `megabytes`: most that an install may put down, 10⁶ bytes; `tensorLibrary`: one may be installed; `exampleNeeds`: what
 *   the first example of the README needs, which is not here, so that it is not run; `firstCommand`: a command line that must
 *   work in an empty folder
 * @typedef {{ default: Budget, packages: Record<string, Budget> }} Budgets
 * @typedef {{
 *   name: string,
 *   version: string,
 *   bytes: number,
 *   installed: readonly string[],
 *   importMilliseconds: number,
 *   peers: readonly string[],
 *   budget: Budget,
 * }} Row
 *   `installed`: names of all packages that come with it; `peers`: with `?` where optional
 */

/**
 * @param {Budgets} budgets
 * @param {string} name
 * @returns {Budget} the default one for a package that is not listed
 */
export function budgetOf(budgets, name) {
  return budgets.packages[name] ?? budgets.default;
}

/**
 * @param {Row} row
 * @returns {string[]} one line per budget that does not hold
 */
export function brokenBudgets({ bytes, installed, importMilliseconds, budget }) {
  const tensor = installed.filter((name) => name.startsWith('@tensorflow/'));
  return [
    ...(bytes > budget.megabytes * 1e6
      ? [`takes ${megabytes(bytes)} of the disk, more than ${budget.megabytes} MB.`]
      : []),
    ...(importMilliseconds > budget.importMilliseconds
      ? [`takes ${Math.round(importMilliseconds)} ms to import, more than ${budget.importMilliseconds} ms.`]
      : []),
    ...(tensor.length > 0 && budget.tensorLibrary !== true
      ? [`installs a tensor library (${tensor.join(', ')}), which it must do without.`]
      : []),
  ];
}

/**
 * @param {readonly Row[]} rows
 * @returns {string} a table in Markdown, with a line break at its end
 */
export function packageTable(rows) {
  const cells = rows.map(({ name, version, bytes, installed, importMilliseconds, peers, budget }) => [
    `\`${name}\``,
    version,
    `${megabytes(bytes)} in ${installed.length}`,
    `${Math.round(importMilliseconds)} ms`,
    peers.length === 0 ? '–' : peers.map((peer) => `\`${peer}\``).join(', '),
    `${budget.megabytes} MB, ${budget.importMilliseconds} ms${budget.tensorLibrary === true ? ', tensor library' : ''}`,
  ]);
  const lines = [
    ['package', 'version', 'size, packages', 'import', 'peers', 'budget'],
    ['---', '---', '---:', '---:', '---', '---'],
    ...cells,
  ];
  return `${lines.map((line) => `| ${line.join(' | ')} |`).join('\n')}\n`;
}

/**
 * @param {string} text
 * @param {string} marker name in `<!-- name -->` and `<!-- /name -->`
 * @param {string} content
 * @returns {string} the text with the content between its markers
 */
export function replaceBetween(text, marker, content) {
  const [opening, closing] = [`<!-- ${marker} -->`, `<!-- /${marker} -->`];
  const [begin, end] = [text.indexOf(opening), text.indexOf(closing)];
  if (begin === -1 || end < begin)
    throw new Error(`Expected ${opening} and then ${closing}, found neither or one.`);
  return `${text.slice(0, begin + opening.length)}\n${content}${text.slice(end)}`;
}

/** @param {number} bytes */
function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

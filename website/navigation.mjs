// The side bar: pages that a reader goes through in an order are named here, every other one appears by itself.

/** @typedef {{ path: string, title: string }} Page */
/** @typedef {{ text: string, link?: string, items?: Item[], collapsed?: boolean }} Item */

/** @type {[group: string, pages: string[]][]} */
const ordered = [
  ['Start', ['index', 'quickstart', 'quickstart-own-models', 'models', 'routed-model', 'gateway/index']],
  ['Understand', ['method', 'architecture', 'how-to-read-the-report', 'results/routers', 'results/index']],
  ['Extend', ['write-a-router', 'bring-a-benchmark', 'write-a-criterion']],
  [
    'Look up',
    ['cli', 'configuration', 'troubleshooting', 'datasets', 'results-format', 'backends', 'performance'],
  ],
];

/** Folders with a group of their own, in this order. */
const folders = [
  ['routers', 'Routers'],
  ['losses', 'Losses'],
  ['metrics', 'Metrics'],
  ['gateway', 'Gateway'],
  ['packages', 'Packages'],
  ['examples', 'Examples'],
  ['decisions', 'Decisions'],
  ['results', 'Results'],
  ['api', 'API'],
];

/**
 * @param {Page[]} pages of the whole site, `path` with `.md`
 * @returns {Item[]}
 */
export function navigation(pages) {
  const left = new Map(pages.map((page) => [page.path.replace(/\.md$/, ''), page.title]));
  /** @param {string} path */
  const take = (path) => {
    const title = left.get(path);
    if (title === undefined) throw new Error(`The navigation names ${path}, and there is no such page.`);
    left.delete(path);
    return { text: path === 'index' ? 'Overview' : title, link: linkOf(path) };
  };
  const groups = ordered.map(([text, paths]) => ({ text, items: paths.map(take) }));
  const byFolder = folders.map(([folder = '', text = '']) => ({
    text,
    collapsed: true,
    items: [...left.keys()]
      .filter((path) => path.startsWith(`${folder}/`))
      .sort((a, b) => Number(b === `${folder}/index`) - Number(a === `${folder}/index`) || (a < b ? -1 : 1))
      .map(take),
  }));
  const more = { text: 'More', items: [...left.keys()].sort().map(take) };
  return [...groups, more, ...byFolder].filter(({ items }) => items.length > 0);
}

/** @param {string} path */
function linkOf(path) {
  return `/${path.replace(/(^|\/)index$/, '$1')}`;
}

/**
 * What the address of the page keeps, all as text; empty is the default.
 *
 * @typedef {{ text: string, setting: string, benchmark: string, router: string, verdict: string, least: string, most: string,
 *   open: string, differ: string, against: string, show: string[] }} PageState
 */

/** @type {PageState} */
export const emptyState = {
  text: '',
  setting: '',
  benchmark: '',
  router: '',
  verdict: '',
  least: '',
  most: '',
  open: '',
  differ: '',
  against: '',
  show: [],
};

/**
 * @param {string} hash as `location.hash` has it
 * @returns {PageState | undefined} undefined for the address of a part of the page, such as `#results`
 */
export function readState(hash) {
  const text = hash.replace(/^#/, '');
  if (text !== '' && !text.includes('=')) return undefined;
  const parameters = new URLSearchParams(text);
  const state = { ...emptyState, show: parameters.getAll('show') };
  for (const name of /** @type {Exclude<keyof PageState, 'show'>[]} */ (Object.keys(emptyState))) {
    if (/** @type {string} */ (name) !== 'show') state[name] = parameters.get(name) ?? '';
  }
  if (!/^\d*$/.test(state.least)) state.least = '';
  if (!/^\d*$/.test(state.most)) state.most = '';
  return state;
}

/** @param {PageState} state @returns {string} with its `#`; empty where nothing was chosen */
export function writeState(state) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(state)) {
    for (const entry of Array.isArray(value) ? value : [value]) {
      if (entry !== '') parameters.append(name, entry);
    }
  }
  const text = parameters.toString();
  return text === '' ? '' : `#${text}`;
}

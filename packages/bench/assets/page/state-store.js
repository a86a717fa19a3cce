import { emptyState, readState, writeState } from './page-state.js';

/** @typedef {import('./page-state.js').PageState} PageState */

/** The state of this page: changes go to the address, addresses that a reader enters or follows come back as changes. */
export class StateStore {
  /** @param {(state: PageState) => void} onChange */
  constructor(onChange) {
    this.onChange = onChange;
    /** @type {PageState} */
    this.state = readState(location.hash) ?? emptyState;
    addEventListener('hashchange', () => {
      const state = readState(location.hash);
      if (state === undefined) return;
      this.state = state;
      onChange(state);
    });
  }

  /** @param {Partial<PageState>} changes */
  set(changes) {
    this.state = { ...this.state, ...changes };
    const hash = writeState(this.state);
    try {
      history.replaceState(null, '', hash === '' ? location.pathname + location.search : hash);
    } catch {
      // A page in a frame without an address of its own, or too many changes a second: the page still works.
    }
    this.onChange(this.state);
  }

  /** Address of the page with an answer opened. @param {string} id */
  linkTo(id) {
    return writeState({ ...this.state, open: id });
  }
}

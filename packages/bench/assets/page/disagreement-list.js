import { disagreements } from './answer-pairs.js';
import { questionLine, strip, verdict } from './answer-parts.js';
import { counted } from './format.js';
import { html } from './html.js';
import { VirtualList } from './virtual-list.js';

/** Questions on which the main router and a baseline disagree, with a link to both answers. */
export class DisagreementList {
  /**
   * @param {ReadonlyMap<string, import('./answers.js').Answer[]>} byQuestion
   * @param {string} main
   * @param {import('./state-store.js').StateStore} store
   */
  constructor(byQuestion, main, store) {
    this.byQuestion = byQuestion;
    this.main = main;
    this.form = document.getElementById('differ-filters');
    this.count = document.getElementById('differ-count');
    document.getElementById('differ').hidden = false;
    const side = (answer) =>
      html`<span class="side"><a href="${store.linkTo(answer.id)}">${answer.router}</a> ${verdict(answer.correct)} ${strip(answer)}</span>`;
    this.list = new VirtualList(
      document.getElementById('differ-rows'),
      ({ main: own, baseline }) =>
        html`<span class="question">${questionLine(own.query.prompt)}</span><small>${own.setting} · ${own.query.benchmark}</small>${side(own)}${side(baseline)}`,
    );
    this.form.addEventListener('submit', (event) => event.preventDefault());
    this.form.addEventListener('input', () => {
      const { differ, against } = this.form.elements;
      store.set({ differ: differ.value, against: against.value });
    });
    // Links keep the search and the filters that are in force when they are followed.
    this.list.element.addEventListener('click', (event) => {
      const link = event.target.closest('a');
      if (link === null) return;
      event.preventDefault();
      store.set({ open: new URLSearchParams(link.hash.slice(1)).get('open') });
      document.getElementById('viewer').focus({ preventScroll: true });
    });
  }

  apply(state) {
    const { differ, against } = this.form.elements;
    if (state.differ !== '') differ.value = state.differ;
    if (state.against !== '') against.value = state.against;
    const wanted = `${differ.value} ${against.value}`;
    if (wanted === this.wanted) return;
    this.wanted = wanted;
    const pairs = disagreements(this.byQuestion, this.main, against.value, differ.value);
    this.list.setItems(pairs);
    this.count.textContent = counted(pairs.length, 'question');
  }
}

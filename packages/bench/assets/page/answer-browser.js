import { filterAnswers } from './answer-filter.js';
import { answersByQuestion } from './answer-pairs.js';
import { questionLine, strip, verdict } from './answer-parts.js';
import { answerView } from './answer-view.js';
import { whole } from './format.js';
import { html } from './html.js';
import { VirtualList } from './virtual-list.js';

/** Names of the filter's controls, which are keys of the page's state. */
const filterNames = ['text', 'setting', 'benchmark', 'router', 'verdict', 'least', 'most'];

function row(answer) {
  const { query, setting, router } = answer;
  return html`${verdict(answer.correct)}<span class="question">${questionLine(query.prompt)}</span>${strip(answer)}<small>${setting} · ${query.benchmark} · ${router}</small>`;
}

/** Search, list and viewer of all answers. */
export class AnswerBrowser {
  /**
   * @param {readonly import('./answers.js').Answer[]} answers
   * @param {import('./state-store.js').StateStore} store
   */
  constructor(answers, store) {
    this.answers = answers;
    this.store = store;
    this.byId = new Map(answers.map((answer) => [answer.id, answer]));
    this.byQuestion = answersByQuestion(answers);
    this.root = document.getElementById('answers');
    this.form = document.getElementById('filters');
    this.box = document.getElementById('answer-rows');
    this.viewer = document.getElementById('viewer');
    this.count = document.getElementById('answer-count');
    this.root.hidden = false;
    document.getElementById('examples').remove();
    this.list = new VirtualList(this.box, row);
    this.filter = undefined;
    this.found = [];
    this.open = undefined;
    this.form.addEventListener('input', () => this.readForm());
    this.form.addEventListener('submit', (event) => event.preventDefault());
    this.form.addEventListener('reset', (event) => {
      event.preventDefault();
      store.set(Object.fromEntries(filterNames.map((name) => [name, ''])));
    });
    this.box.addEventListener('click', (event) => {
      const index = event.target.closest('.row')?.dataset.index;
      if (index === undefined) return;
      this.list.select(Number(index));
      this.show(this.found[index], true);
    });
    this.viewer.addEventListener('click', (event) => this.act(event.target.dataset.action));
    document.addEventListener('keydown', (event) => this.key(event));
  }

  readForm() {
    const values = new FormData(this.form);
    this.store.set(Object.fromEntries(filterNames.map((name) => [name, String(values.get(name) ?? '')])));
  }

  /** Shows what a state of the page asks for. */
  apply(state) {
    const filter = JSON.stringify(filterNames.map((name) => state[name]));
    if (filter !== this.filter) {
      this.filter = filter;
      for (const name of filterNames) {
        const control = this.form.elements[name];
        if (control.value !== state[name]) control.value = state[name];
      }
      this.found = filterAnswers(this.answers, state);
      this.list.setItems(this.found, this.found.indexOf(this.open));
      this.count.textContent = `${whole(this.found.length)} of ${whole(this.answers.length)} answers`;
    }
    const wanted = this.byId.get(state.open);
    if (wanted !== this.open) this.render(wanted);
  }

  render(answer) {
    this.open = answer;
    this.viewer.hidden = answer === undefined;
    if (answer === undefined) {
      this.viewer.replaceChildren();
      return;
    }
    const others = (this.byQuestion.get(answer.question) ?? []).filter((other) => other !== answer);
    this.viewer.innerHTML = answerView(answer, others, (id) => this.store.linkTo(id)).text;
    this.list.select(this.found.indexOf(answer));
    if (!this.isInView(this.viewer)) this.viewer.scrollIntoView({ block: 'start' });
  }

  isInView(element) {
    const { top } = element.getBoundingClientRect();
    return top >= 0 && top < 0.6 * innerHeight;
  }

  show(answer, focus) {
    if (answer === undefined) return;
    this.store.set({ open: answer.id });
    if (focus) this.viewer.focus({ preventScroll: true });
  }

  close() {
    this.store.set({ open: '' });
    this.focusList();
  }

  focusList() {
    this.box.focus({ preventScroll: true });
    if (!this.isInView(this.box)) this.box.scrollIntoView({ block: 'nearest' });
  }

  /** To the next or the previous answer; opens it where one is open. */
  move(by) {
    const last = this.found.length - 1;
    const index = Math.max(0, Math.min(last, this.list.selected + by));
    if (last < 0) return;
    this.list.select(index);
    if (this.open === undefined) this.focusList();
    else this.show(this.found[index], false);
  }

  act(action) {
    if (action === 'close') this.close();
    if (action === 'previous') this.move(-1);
    if (action === 'next') this.move(1);
    // The button was drawn anew: keep the place of who uses the keyboard.
    if (action === 'previous' || action === 'next')
      this.viewer.querySelector(`[data-action="${action}"]`)?.focus();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const { target, key } = event;
    const isTyping = target.matches('input, select, textarea');
    const isInList = target === this.box;
    // Letters are commands where nothing else has the focus.
    const isHere = target === document.body || (this.root.contains(target) && !isTyping);
    const end = this.found.length;
    const moves = {
      ...(isHere ? { j: 1, k: -1 } : {}),
      ...(isInList ? { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8, Home: -end, End: end } : {}),
    };
    if (key === 'Escape') {
      if (target.name === 'text') this.focusList();
      else if (this.open !== undefined) this.close();
      else return;
    } else if (key === '/' && !isTyping) {
      this.form.elements.text.focus();
      this.form.elements.text.select();
    } else if (key === 'Enter' && isInList) {
      this.show(this.found[this.list.selected], true);
    } else if (moves[key] !== undefined) {
      this.move(moves[key]);
    } else {
      return;
    }
    event.preventDefault();
  }
}

/**
 * Makes the legend a set of switches: one for every router, and one each for those shown at first and for all.
 *
 * @param {readonly import('../../src/report/report-routers.ts').ReportRouter[]} routers
 * @param {(shown: string[]) => void} onChoice names of the routers to show; empty for those shown at first
 * @returns {(shown: ReadonlySet<string>) => void} marks what is shown
 */
export function startLegend(routers, onChoice) {
  const list = document.getElementById('legend');
  const buttons = new Map();
  let shown = new Set();
  for (const item of list.querySelectorAll('[data-router]')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...item.childNodes);
    item.append(button);
    const { router } = item.dataset;
    buttons.set(router, button);
    button.addEventListener('click', () => {
      const next = new Set(shown);
      if (!next.delete(router)) next.add(router);
      choose(next);
    });
  }
  const first = routers.filter((look) => look.shown).map(({ router }) => router);
  const all = routers.map(({ router }) => router);
  const choose = (next) => {
    const isFirst = next.size === first.length && first.every((router) => next.has(router));
    onChoice(isFirst ? [] : next.size === 0 ? ['none'] : all.filter((router) => next.has(router)));
  };
  const more = document.createElement('button');
  more.type = 'button';
  more.className = 'more';
  more.addEventListener('click', () => choose(new Set(shown.size === all.length ? first : all)));
  if (first.length < all.length) list.after(more);
  return (now) => {
    shown = now;
    for (const [router, button] of buttons) button.setAttribute('aria-pressed', String(now.has(router)));
    more.textContent = now.size === all.length ? 'Show the best few' : `Show all ${all.length}`;
  };
}

/**
 * Routers that a state of the page shows.
 *
 * @param {readonly import('../../src/report/report-routers.ts').ReportRouter[]} routers
 * @param {readonly string[]} chosen
 */
export function shownRouters(routers, chosen) {
  return new Set(
    routers
      .filter((look) => (chosen.length === 0 ? look.shown : chosen.includes(look.router)))
      .map(({ router }) => router),
  );
}

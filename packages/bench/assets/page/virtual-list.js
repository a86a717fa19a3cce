/** Rows kept ready above and below what is seen. */
const spare = 6;

/**
 * A list of any length of which only the rows in view exist. Rows have one height, `--row` of the style sheet. What keeps the
 * focus is never taken away.
 */
export class VirtualList {
  /**
   * @param {HTMLElement} element the scrolling box; its role says what a row is
   * @param {(item: any, index: number) => { text: string }} render
   */
  constructor(element, render) {
    this.element = element;
    this.render = render;
    this.role = element.getAttribute('role') === 'listbox' ? 'option' : 'listitem';
    this.items = [];
    this.selected = -1;
    /** @type {Map<number, HTMLElement>} */
    this.rows = new Map();
    this.spacer = document.createElement('div');
    this.spacer.className = 'spacer';
    this.spacer.setAttribute('role', 'presentation');
    element.replaceChildren(this.spacer);
    element.addEventListener('scroll', () => this.paint(), { passive: true });
    new ResizeObserver(() => this.repaint()).observe(element);
  }

  get rowHeight() {
    return Number.parseFloat(getComputedStyle(this.element).getPropertyValue('--row'));
  }

  setItems(items, selected = -1) {
    this.items = items;
    this.selected = selected;
    this.element.scrollTop = 0;
    this.repaint();
  }

  repaint() {
    for (const row of this.rows.values()) row.remove();
    this.rows.clear();
    this.paint();
  }

  paint() {
    const { element, items, rows, rowHeight } = this;
    this.spacer.style.height = `${items.length * rowHeight}px`;
    const first = Math.max(0, Math.floor(element.scrollTop / rowHeight) - spare);
    const last = Math.min(
      items.length,
      Math.ceil((element.scrollTop + element.clientHeight) / rowHeight) + spare,
    );
    for (const [index, row] of rows) {
      if ((index >= first && index < last) || row.contains(document.activeElement)) continue;
      row.remove();
      rows.delete(index);
    }
    for (let index = last - 1; index >= first; index--) {
      if (rows.has(index)) continue;
      const row = this.makeRow(index, rowHeight);
      rows.set(index, row);
      this.spacer.insertBefore(row, rows.get(index + 1) ?? null);
    }
  }

  makeRow(index, rowHeight) {
    const row = document.createElement('div');
    row.className = 'row';
    row.id = `${this.element.id}-${index}`;
    row.dataset.index = String(index);
    row.setAttribute('role', this.role);
    row.ariaPosInSet = String(index + 1);
    row.ariaSetSize = String(this.items.length);
    row.style.top = `${index * rowHeight}px`;
    row.innerHTML = this.render(this.items[index], index).text;
    if (this.role === 'option') row.ariaSelected = String(index === this.selected);
    return row;
  }

  /** Selects a row and brings it into view. */
  select(index) {
    const before = this.rows.get(this.selected);
    if (before) before.ariaSelected = 'false';
    this.selected = index;
    if (index < 0) {
      this.element.removeAttribute('aria-activedescendant');
      return;
    }
    const { element, rowHeight } = this;
    const top = index * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeight > element.scrollTop + element.clientHeight)
      element.scrollTop = top + rowHeight - element.clientHeight;
    this.paint();
    const row = this.rows.get(index);
    if (row) row.ariaSelected = 'true';
    element.setAttribute('aria-activedescendant', `${element.id}-${index}`);
  }
}

/** Text that is HTML already; everything else that goes into a template is escaped. */
export class Markup {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }
}

/** @param {string} text */
export function escapeText(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** @param {unknown} value @returns {string} */
function insert(value) {
  if (value === undefined || value === null || value === false) return '';
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(insert).join('');
  return escapeText(String(value));
}

/**
 * A template whose insertions are escaped unless they are `Markup`; lists are joined, undefined and false are nothing.
 *
 * @param {TemplateStringsArray} strings
 * @param {...unknown} values
 */
export function html(strings, ...values) {
  return new Markup(strings.map((text, i) => (i === 0 ? text : insert(values[i - 1]) + text)).join(''));
}

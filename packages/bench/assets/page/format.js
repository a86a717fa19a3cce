const compactNumber = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });
const wholeNumber = new Intl.NumberFormat('en');

/** 0.784 → "78 %". @param {number} share @param {number} [digits] */
export function percent(share, digits = 0) {
  return `${(100 * share).toFixed(digits)}\u00a0%`;
}

/** A contribution to a score: +0.12. @param {number} value */
export function signed(value) {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}

/** 1234567 → "1.23M". @param {number} value */
export function compact(value) {
  return compactNumber.format(value);
}

/** 12345 → "12,345". @param {number} value */
export function whole(value) {
  return wholeNumber.format(value);
}

/** Three significant digits. @param {number} value */
export function brief(value) {
  return String(Number(value.toPrecision(3)));
}

/** "1 token", "2 tokens". @param {number} count @param {string} noun */
export function counted(count, noun) {
  return `${whole(count)} ${noun}${count === 1 ? '' : 's'}`;
}

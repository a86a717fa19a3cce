const known = new Map();
const probe = document.createElement('span');
probe.hidden = true;

/**
 * A custom property of the style sheet as a plain colour: the browser resolves light-dark() on a probe.
 *
 * @param {string} name
 * @param {string} [scheme] `light` or `dark`; default: that of the page
 */
export function colour(name, scheme = '') {
  const key = `${name} ${scheme}`;
  if (!known.has(key)) {
    document.body.append(probe);
    probe.style.colorScheme = scheme;
    probe.style.color = `var(--${name})`;
    known.set(key, getComputedStyle(probe).color);
    probe.remove();
  }
  return known.get(key);
}

/** The colour with an opacity. @param {string} name @param {number} opacity */
export function faint(name, opacity) {
  return colour(name).replace(/^rgb\((.*)\)$/, `rgba($1, ${opacity})`);
}

/** To be called when the colours of the page change. */
export function forgetColours() {
  known.clear();
}

const voidElements = new Set(['meta', 'br', 'link', 'img', 'input', 'hr']);

/** Tags of a page that do not pair up, scripts and styles left out; empty for a well-formed page. */
export function unbalancedTags(page: string): string[] {
  const markup = page
    .replace(/<!doctype html>/i, '')
    .replace(/(<(script|style)\b[^>]*>)[\s\S]*?(<\/\2>)/g, '$1$3');
  const open: string[] = [];
  const problems: string[] = [];
  for (const [tag, closing, name] of markup.matchAll(/<(\/?)([a-z][a-z0-9]*)(?:\s[^<>]*)?>/g)) {
    if (voidElements.has(name as string)) continue;
    if (closing === '') open.push(name as string);
    else if (open.at(-1) === name) open.pop();
    else problems.push(tag);
  }
  const stray = markup.replace(/<\/?[a-z][a-z0-9]*(?:\s[^<>]*)?>/g, '').match(/[<>]/g) ?? [];
  return [...problems, ...open, ...stray];
}

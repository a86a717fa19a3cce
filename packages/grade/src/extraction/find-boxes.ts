import type { Candidate } from './candidate.js';
import { withPercent } from './percent-after.js';

interface Span {
  /** Of the command. */
  start: number;
  /** Of what is inside. */
  from: number;
  to: number;
  end: number;
}

/**
 * The last \boxed{…} or \fbox{…}, joined by commas with the ones before it that belong to it: nearer than ten characters,
 * or up to seventy with a comma or a conjunction between them (as Math-Verify does). A box that is never closed reaches to
 * the end. In one pass, whatever the nesting.
 */
export function findBoxes(text: string): Candidate | undefined {
  const spans = outermost(text);
  const last = spans.at(-1);
  if (!last) return undefined;
  const contents = [content(text, last)];
  let next = last;
  for (const span of spans.slice(0, -1).reverse()) {
    const between = text.slice(span.end, next.start);
    const inside = content(text, span);
    const joined =
      between.length < 10 ||
      (between.length < 70 && inside !== contents.at(-1) && /\b(?:and|or)\b|[,;]/.test(between));
    if (!joined) break;
    if (inside !== contents.at(-1)) contents.push(inside);
    next = span;
  }
  const answer = contents.reverse().join(',');
  return { text: withPercent(answer, text, last.end), start: next.start, end: last.end, kind: 'box' };
}

function content(text: string, { from, to }: Span): string {
  return text.slice(from, to).trim();
}

/** Boxes in the order in which they stand, without those inside others. */
function outermost(text: string): Span[] {
  const closed: Span[] = [];
  const open: { start: number; from: number; isBox: boolean }[] = [];
  const marks = /\\(?:boxed|fbox)\s*\{|\\\\(?!boxed|fbox)|\\[{}]|[{}]/g;
  for (const { 0: mark, index } of text.matchAll(marks)) {
    if (mark.endsWith('{') && !mark.startsWith('\\{')) {
      open.push({ start: index, from: index + mark.length, isBox: mark.length > 1 });
    } else if (mark === '}') {
      const begun = open.pop();
      if (!begun?.isBox) continue;
      // What it holds was closed before it.
      while (closed.length > 0 && closed.at(-1)!.start > begun.start) closed.pop();
      closed.push({ start: begun.start, from: begun.from, to: index, end: index + 1 });
    }
  }
  if (closed.length > 0) return closed;
  const unclosed = open.findLast(({ isBox }) => isBox);
  if (unclosed) return [{ start: unclosed.start, from: unclosed.from, to: text.length, end: text.length }];
  const bare = [...text.matchAll(/\\(?:boxed|fbox)\s+([^\s$]+)/g)].at(-1);
  if (!bare) return [];
  const end = bare.index + bare[0].length;
  return [{ start: bare.index, from: end - bare[1]!.length, to: end, end }];
}

/** Text that is HTML already; everything else that goes into a template is escaped. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

type Insertion = Html | string | number | undefined | readonly Insertion[];

function insert(value: Insertion): string {
  if (value === undefined) return '';
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(insert).join('');
  return escapeHtml(String(value));
}

/** A template whose insertions are escaped unless they are `Html`; lists are joined, undefined is nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly Insertion[]): Html {
  return new Html(strings.map((text, i) => (i === 0 ? text : insert(values[i - 1]) + text)).join(''));
}

/**
 * JSON that can stand inside a `<script>` element: `<`, `>` and `&` are written as \u escapes, so no string can
 * close the element or open a comment, and the line separators that JavaScript once refused are escaped too.
 */
export function embedJson(value: unknown): Html {
  const text = JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return new Html(text);
}

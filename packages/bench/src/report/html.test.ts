import fc from 'fast-check';
import { expect, test } from 'vitest';
import { embedJson, html } from './html.js';

test('insertions are escaped, templates nest, undefined is nothing', () => {
  const inner = html`<b>${'<i>&"\''}</b>`;
  expect(html`${inner}${undefined}${[1, inner]}`.text).toBe(
    '<b>&#60;i&#62;&#38;&#34;&#39;</b>1<b>&#60;i&#62;&#38;&#34;&#39;</b>',
  );
});

test('embedded JSON cannot end its element and reads back as it was', () => {
  const hostile = ['</script><script>alert(1)</script>', '<!--', ']]>', '\u2028\u2029', '&lt;'];
  const { text } = embedJson(hostile);
  expect(text).not.toMatch(/[<>&\u2028\u2029]/);
  expect(JSON.parse(text)).toEqual(hostile);
  fc.assert(
    fc.property(fc.json(), (json) => {
      const value: unknown = JSON.parse(json);
      const embedded = embedJson(value).text;
      expect(embedded).not.toMatch(/[<>&\u2028\u2029]/);
      expect(JSON.parse(embedded)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

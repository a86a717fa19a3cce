import { describe, expect, it } from 'vitest';
import { routingHeaders } from './routing-headers.js';
import { someRouting } from './test/some-routing.js';

describe('routingHeaders', () => {
  it('leaves out what is not known', () => {
    const { costShare: _costShare, ...routing } = someRouting;
    expect(routingHeaders(undefined)).toEqual({});
    expect(routingHeaders({ ...routing, router: { id: 'always-large', version: '1' }, steps: [] })).toEqual({
      'x-roro-router': 'always-large',
      'x-roro-steps': '0',
    });
  });

  it('holds names that a header could not', () => {
    const step = {
      index: 0,
      model: 'größe,=\n\ud800',
      tokens: 1,
      finish: { unified: 'end' as const },
      failures: [],
    };
    expect(routingHeaders({ ...someRouting, steps: [step] })['x-roro-models']).toBe(
      'gr%C3%B6%C3%9Fe%2C%3D%0A%EF%BF%BD=1',
    );
  });
});

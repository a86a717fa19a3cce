import type { RoutingTrace } from '@roro/core';

/** Seven steps, five by `srm` and two by `lrm`, at 0.38127 of the cost of `lrm` alone. */
export const someRouting: RoutingTrace = {
  version: 1,
  router: { id: 'entropy-threshold', version: '1', knob: 0.4 },
  finish: 'answered',
  seed: 7,
  steps: ['srm', 'srm', 'lrm', 'srm', 'srm', 'lrm', 'srm'].map((model, index) => ({
    index,
    model,
    tokens: 10,
    finish: { unified: index === 6 ? 'end' : 'delimiter' },
    failures: [],
  })),
  cost: {
    flops: 1000,
    seconds: 2,
    tokens: { srm: { generated: 50, overhead: 0, prefill: 7, cached: 0, calls: 5 } },
  },
  costShare: 0.38127,
};

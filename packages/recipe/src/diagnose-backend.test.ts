import { backendPackage } from '@roro/tensor';
import { expect, it } from 'vitest';
import { cudaFindings, diagnoseBackend, nodeFinding, numbersFinding } from './diagnose-backend.js';

it('trains on the backend and compares it with another', async () => {
  const findings = await diagnoseBackend('wasm');
  expect(findings.map(({ subject }) => subject)).toEqual(['Package', 'Tensor backend', 'Numbers', 'Speed']);
  // How fast it is depends on what else the machine does.
  expect(findings.slice(0, 3).map(({ status }) => status)).toEqual(['good', 'good', 'good']);
  expect(findings[2]?.text).toMatch(/^8 training steps give the losses of cpu/);
});

it('says how to install what is not there', async ({ skip }) => {
  skip(backendPackage('node-gpu').installed !== undefined, 'it is there');
  const [first, ...others] = await diagnoseBackend('node-gpu');
  expect(first).toMatchObject({ subject: 'Package', status: 'bad' });
  expect(first?.nextSteps?.join('\n')).toMatch(/npm install @tensorflow\/tfjs-node-gpu@/);
  expect(others.map(({ subject }) => subject)).toEqual(['Node for the package', 'GPU', 'CUDA']);
});

it('names the nearest backend to an unknown one', async () => {
  expect(await diagnoseBackend('wasn')).toMatchObject([
    { status: 'bad', text: expect.stringMatching(/wasm/) },
  ]);
});

it('takes losses for the same within a thousandth', () => {
  const expected = { losses: [2, 1] };
  expect(numbersFinding({ losses: [2, 1.0009] }, expected, 'wasm').status).toBe('good');
  expect(numbersFinding({ losses: [2.01, 1] }, expected, 'wasm')).toMatchObject({
    status: 'bad',
    text: '2 training steps give other losses than wasm: at most 5e-3 apart, 1e-3 allowed',
  });
  expect(numbersFinding({ losses: [Number.NaN, 1] }, expected, 'wasm').status).toBe('bad');
});

it('tells a missing GPU from missing libraries', () => {
  expect(cudaFindings({ gpus: undefined, missing: [] }).map(({ status }) => status)).toEqual(['bad', 'good']);
  const [gpu, cuda] = cudaFindings({ gpus: ['A100, 535.1, 8.0'], missing: ['libcudnn.so.8'] });
  expect(gpu).toMatchObject({ status: 'good', text: 'A100, 535.1, 8.0' });
  expect(cuda).toMatchObject({ status: 'bad', text: 'not found: libcudnn.so.8' });
});

it('knows which Node the native packages work on', () => {
  expect(nodeFinding('22.23.3').status).toBe('good');
  expect(nodeFinding('24.1.0').status).toBe('note');
});

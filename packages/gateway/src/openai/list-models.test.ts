import { ConfigurationError } from '@roro/core';
import { describe, expect, it } from 'vitest';
import { describeModel } from './describe-model.js';
import { listModels } from './list-models.js';
import { expectForm } from './test/check-schema.js';
import { answering, TestGateway } from './test/test-gateway.js';

const { models } = new TestGateway(answering());
const tiny = { id: 'tiny', object: 'model', created: 1_600_000_000, owned_by: 'roro', parameters: 42 };

describe('listModels and describeModel', () => {
  it('lists the models with their further fields', () => {
    const body = listModels(models);
    expectForm('models', body);
    expect(body).toEqual({
      object: 'list',
      data: [tiny, { id: 'roro/always-large', object: 'model', created: 0, owned_by: 'roro' }],
    });
  });

  it('describes one', () => {
    const { status, body } = describeModel(models, 'tiny');
    expectForm('model', body);
    expect({ status, body }).toEqual({ status: 200, body: tiny });
  });

  it('answers 404 for a name that nothing has, and 400 for a policy that cannot be had', () => {
    const unknown = describeModel(models, 'tini');
    expectForm('error', unknown.body);
    expect(unknown.status).toBe(404);
    const find = () => {
      throw new ConfigurationError({ message: 'cost: expected at most 1, got 2.' });
    };
    const { status, body } = describeModel({ ...models, find }, 'roro/entropy-threshold@cost=2');
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: { message: 'cost: expected at most 1, got 2.' } });
  });
});

import { expect, test } from 'vitest';
import { answerOf, fittingDataOf } from '../../test/fitting-data.js';
import { ownAnswers } from './own-answers.js';

test('answers that the model wrote alone under `fixed`, without failed calls', () => {
  const steps = [{}, {}];
  const own = answerOf({ model: 'small', steps });
  const data = fittingDataOf([
    own,
    answerOf({ model: 'large', steps }),
    answerOf({ model: ['small', 'large'], steps }),
    answerOf({ model: 'small', steps, router: 'random' }),
    answerOf({ model: 'small', steps, finish: 'failed' }),
    answerOf({ model: 'small', steps: [] }),
  ]);
  expect(ownAnswers(data, 'small')).toEqual([own]);
  expect(ownAnswers(data, undefined)).toEqual([]);
});

import { expect, test } from 'vitest';
import { SpendingLedger } from '../keys/spending-ledger.js';
import { temporaryKeyFile } from '../keys/test/temporary-key-file.js';
import type { RequestUsage } from '../openai/gateway-answer.js';
import { chargeRequest } from './charge-request.js';

const key = { id: 'a', name: 'alice', sha256: 'ab'.repeat(32), createdAt: '2026-11-01T00:00:00Z' };
const usd = (amount: number) => ({ amount, currency: 'USD' });

function charge(usage: Partial<RequestUsage> | undefined, rest: object = {}, ledger = emptyLedger()) {
  const whole: RequestUsage | undefined =
    usage === undefined
      ? undefined
      : { model: 'tiny', outcome: 'completed', promptTokens: 7, completionTokens: 5, ...usage };
  const used = { requestId: 'r', key, usage: whole, requestBytes: 41, streamedTokens: 9, ...rest };
  const { requestId, keyId, time, ...amounts } = chargeRequest(used, ledger, 0) ?? {};
  return amounts;
}

function emptyLedger(): SpendingLedger {
  return new SpendingLedger(temporaryKeyFile());
}

const unknown = { promptTokens: undefined, completionTokens: undefined };

test('what the model says is what is charged', () => {
  expect(charge({})).toEqual({ tokens: 12 });
  expect(charge({ money: usd(0.5), outcome: 'length' })).toEqual({ tokens: 12, money: usd(0.5) });
  expect(charge({ money: usd(0.5), outcome: 'aborted' })).toEqual({ tokens: 12, money: usd(0.5) });
});

test('a whole answer without usage is recorded without', () => {
  expect(charge(unknown)).toEqual({});
  expect(
    chargeRequest(
      {
        requestId: 'r',
        key,
        requestBytes: 41,
        streamedTokens: 9,
        usage: { model: 'tiny', outcome: 'completed', ...unknown },
      },
      emptyLedger(),
      0,
    ),
  ).toEqual({
    requestId: 'r',
    keyId: 'a',
    time: '1970-01-01T00:00:00.000Z',
  });
});

test('a cut answer is charged an estimate: prompt of 41 bytes, 9 tokens streamed', () => {
  expect(charge({ ...unknown, outcome: 'aborted' })).toEqual({ tokens: 20, estimated: true });
  // The model's failure: the prompt is not charged.
  expect(charge({ ...unknown, outcome: 'error' })).toEqual({ tokens: 9, estimated: true });
});

test('a cut answer’s money is estimated from what others cost', () => {
  const ledger = emptyLedger();
  const time = '2026-11-01T00:00:00Z';
  ledger.add({ requestId: 'q', keyId: 'b', tokens: 100, money: usd(5), time });
  expect(charge({ ...unknown, outcome: 'aborted' }, {}, ledger)).toEqual({
    tokens: 20,
    money: usd(1),
    estimated: true,
  });
  // No guess where the whole answer has no price.
  expect(charge({}, {}, ledger)).toEqual({ tokens: 12 });
});

test('nothing used, nothing charged', () => {
  const ledger = emptyLedger();
  expect(
    chargeRequest({ requestId: 'r', key, usage: undefined, requestBytes: 41, streamedTokens: 0 }, ledger, 0),
  ).toBeUndefined();
  const failed: RequestUsage = { model: 'tiny', outcome: 'error', ...unknown };
  const nothing = { requestId: 'r', requestBytes: 41, streamedTokens: 0, usage: failed };
  expect(chargeRequest({ ...nothing, key }, ledger, 0)).toBeUndefined();
  expect(chargeRequest({ ...nothing, key: undefined, streamedTokens: 9 }, ledger, 0)).toBeUndefined();
});

import { appendFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SpendingLedger, type SpendingRecord } from './spending-ledger.js';
import { temporaryKeyFile } from './test/temporary-key-file.js';

const record = (keyId: string, time: string, rest: Partial<SpendingRecord>): SpendingRecord => ({
  requestId: 'r',
  keyId,
  time,
  ...rest,
});
const usd = (amount: number) => ({ amount, currency: 'USD' });
const spentTokens = (ledger: SpendingLedger, window: 'day' | 'month' | 'total', now: string) =>
  ledger.spent('a', { unit: 'tokens', window }, Date.parse(now)).amount;

test('adds up by key in calendar days and months of UTC', () => {
  const ledger = new SpendingLedger(temporaryKeyFile());
  ledger.add(record('a', '2026-10-31T23:59:59Z', { tokens: 1 }));
  ledger.add(record('a', '2026-11-01T00:00:00Z', { tokens: 10 }));
  ledger.add(record('a', '2026-11-02T12:00:00Z', { tokens: 100 }));
  ledger.add(record('b', '2026-11-02T12:00:00Z', { tokens: 5000 }));
  expect(spentTokens(ledger, 'day', '2026-11-02T23:59:59Z')).toBe(100);
  expect(spentTokens(ledger, 'day', '2026-11-03T00:00:00Z')).toBe(0);
  expect(spentTokens(ledger, 'month', '2026-11-30T23:59:59Z')).toBe(110);
  expect(spentTokens(ledger, 'month', '2026-12-01T00:00:00Z')).toBe(0);
  expect(spentTokens(ledger, 'total', '2030-01-01T00:00:00Z')).toBe(111);
  expect(ledger.spent('c', { unit: 'money', window: 'day' }, 0)).toEqual({ amount: 0, unmeasured: 0 });
});

test('is the same after a restart, without the last line that a crash tore', async () => {
  const path = temporaryKeyFile();
  const ledger = new SpendingLedger(path);
  ledger.add(record('a', '2026-11-02T10:00:00Z', { tokens: 7, money: usd(0.25) }));
  await ledger.flush();
  const whole = readFileSync(path, 'utf8');
  expect(whole).toBe(
    '{"requestId":"r","keyId":"a","time":"2026-11-02T10:00:00Z","tokens":7,"money":{"amount":0.25,"currency":"USD"}}\n',
  );
  appendFileSync(path, '{"requestId":"r","keyId":"a","tok');
  const again = new SpendingLedger(path);
  again.add(record('a', '2026-11-02T11:00:00Z', { tokens: 3 }));
  await again.flush();
  expect(spentTokens(again, 'day', '2026-11-02T12:00:00Z')).toBe(10);
  expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(3);
  expect(spentTokens(new SpendingLedger(path), 'day', '2026-11-02T12:00:00Z')).toBe(10);
});

test('writes all of many records, in order', async () => {
  const path = temporaryKeyFile();
  const ledger = new SpendingLedger(path);
  for (let i = 0; i < 500; i++) {
    ledger.add(record('a', '2026-11-02T10:00:00Z', { requestId: String(i), tokens: 1 }));
    if (i % 100 === 0) await new Promise(setImmediate);
  }
  await ledger.flush();
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line).requestId)).toEqual(
    Array.from({ length: 500 }, (_, i) => String(i)),
  );
});

test('what is not known is no zero: it is counted as unmeasured, unless it is an estimate', () => {
  const ledger = new SpendingLedger(temporaryKeyFile());
  const time = '2026-11-02T10:00:00Z';
  const money = () => ledger.spent('a', { unit: 'money', window: 'day' }, Date.parse(time));
  ledger.add(record('a', time, { tokens: 7 }));
  expect(money()).toEqual({ amount: 0, unmeasured: 1 });
  ledger.add(record('a', time, { tokens: 7, estimated: true }));
  expect(money()).toEqual({ amount: 0, unmeasured: 1 });
  ledger.add(record('a', time, { tokens: 7, money: usd(2) }));
  // Another currency cannot be added.
  ledger.add(record('a', time, { tokens: 7, money: { amount: 3, currency: 'EUR' } }));
  expect(money()).toEqual({ amount: 2, unmeasured: 2 });
});

test('estimates money at the mean price of what has one', () => {
  const ledger = new SpendingLedger(temporaryKeyFile());
  const time = '2026-11-02T10:00:00Z';
  expect(ledger.estimateMoney(10)).toBeUndefined();
  ledger.add(record('a', time, { tokens: 100, money: usd(2) }));
  ledger.add(record('b', time, { tokens: 300, money: usd(2) }));
  ledger.add(record('b', time, { tokens: 50, money: usd(9), estimated: true }));
  expect(ledger.estimateMoney(10)).toEqual(usd(0.1));
});

test('a batch that could not be written counts, is told of, and is written later', async () => {
  const path = temporaryKeyFile();
  const ledger = new SpendingLedger(path);
  const errors: string[] = [];
  ledger.onWriteError = (error) => errors.push(error);
  rmSync(path);
  mkdirSync(path);
  ledger.add(record('a', '2026-11-02T10:00:00Z', { tokens: 7 }));
  await ledger.flush();
  expect(errors[0]).toMatch(/EISDIR/);
  expect(spentTokens(ledger, 'day', '2026-11-02T12:00:00Z')).toBe(7);
  rmSync(path, { recursive: true });
  await ledger.flush();
  expect(spentTokens(new SpendingLedger(path), 'day', '2026-11-02T12:00:00Z')).toBe(7);
});

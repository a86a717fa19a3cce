import { type QueryView, Random, rubricRecordSchema, rubricSchema, StorageError } from '@roro/core';
import { rubricorChecks } from '@roro/core/test';
import { chooseBackend } from '@roro/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { criterionBank } from '../bank/criterion-bank.js';
import { randomPolicy, rubricorOf } from '../test/random-rubricor.js';
import { rubricorMetadata, rubricorPolicy } from '../train/rubricor-policy.js';
import { LearnedRubricor } from './learned-rubricor.js';
import { rubricItems } from './rubric-items.js';
import { decodeRubricorFile, encodeRubricorFile } from './rubricor-file.js';

const queryOf = (prompt: string, id = prompt): QueryView => ({ id, prompt, benchmark: 'test', meta: {} });
const queries = [
  queryOf('a=12\nb=a*7\nc=b-5\nc?\n'),
  queryOf('Ann has 38 marbles. Bob has 45 more. How many has Bob?'),
  queryOf('x=9\nx?\n'),
];

beforeAll(async () => {
  await chooseBackend();
});

function bytesOf(seed = 1, dropped: string[] = []): Uint8Array {
  const policy = randomPolicy(criterionBank, seed);
  const bytes = encodeRubricorFile(policy.snapshot(), rubricorMetadata(criterionBank, dropped));
  policy.dispose();
  return bytes;
}

describe('LearnedRubricor', () => {
  // Registered before any backend is there, so the weights are made when the first check runs.
  let made: LearnedRubricor | undefined;
  const rubricor = (): LearnedRubricor => {
    made ??= new LearnedRubricor(bytesOf());
    return made;
  };
  const late = {
    id: 'learned',
    get version() {
      return rubricor().version;
    },
    write: (query: QueryView) => rubricor().write(query),
  };
  for (const { name, run } of rubricorChecks(late, queries)) it(name, run);

  it('writes the same rubric from the same bytes', () => {
    const bytes = bytesOf();
    const [one, two] = [new LearnedRubricor(bytes), new LearnedRubricor(bytes.slice())];
    for (const query of queries) {
      const record = one.write(query);
      expect(rubricRecordSchema.parse(record)).toEqual(record);
      expect(two.write(query)).toEqual(record);
      expect(record).toMatchObject({ rubricor: { id: 'learned', version: one.version }, usage: [] });
    }
    expect(one.version).toMatch(/^[0-9a-f]{12}$/);
    expect(new LearnedRubricor(bytesOf(2)).version).not.toBe(one.version);
  });

  it('writes other rubrics with other weights, and of other queries', () => {
    const write = (seed: number, query: QueryView | undefined) =>
      JSON.stringify(new LearnedRubricor(bytesOf(seed)).write(query as QueryView).rubric?.criteria);
    expect(write(1, queries[0])).not.toBe(write(2, queries[0]));
    expect(write(1, queries[0])).not.toBe(write(1, queries[2]));
  });

  it('draws valid rubrics, the same from the same stream', () => {
    const items = rubricItems(queries[0] as QueryView, criterionBank);
    const draw = (...seed: number[]) => rubricor().sample(items, new Random('draw', ...seed));
    const rubrics = Array.from({ length: 50 }, (_, seed) => draw(seed));
    for (const rubric of rubrics) {
      expect(rubricSchema.parse(rubric)).toEqual(rubric);
      expect(rubric.criteria.length).toBeGreaterThanOrEqual(3);
      expect(rubric.criteria.length).toBeLessThanOrEqual(8);
    }
    expect(draw(7)).toEqual(rubrics[7]);
    expect(new Set(rubrics.map((rubric) => JSON.stringify(rubric))).size).toBeGreaterThan(25);
  });

  it('draws with probabilities that add up to 1 over the allowed actions', () => {
    const bank = criterionBank.filter(({ scope }) => scope === 'trajectory');
    const policy = randomPolicy(bank, 3);
    const items = rubricItems(queries[0] as QueryView, bank);
    const seen = new Map<number, number>();
    const sampler = rubricorOf(policy, bank);
    for (let sample = 0; sample < 2000; sample++) {
      sampler.sample(items, new Random('first', sample), (draft, allowed, action, logProbability) => {
        if (draft.chosen.length > 0) return;
        expect(allowed[action]).toBe(true);
        seen.set(action, Math.exp(logProbability));
      });
    }
    expect(seen.size).toBe(items.items.length);
    expect([...seen.values()].reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
    policy.dispose();
  });

  it('takes every allowed action equally often before training', () => {
    const policy = rubricorPolicy({ bank: criterionBank, seed: 1 });
    const items = rubricItems(queries[0] as QueryView, criterionBank);
    rubricorOf(policy, criterionBank).sample(items, new Random('uniform'), (_, allowed, __, logProbability) =>
      expect(logProbability).toBeCloseTo(-Math.log(allowed.filter(Boolean).length), 6),
    );
    policy.dispose();
  });

  it('writes nothing of what validation has dropped, and says so where too little is left', () => {
    const dropped = criterionBank.map(({ id }) => id).filter((id) => !/line|opens/.test(id));
    const rubric = new LearnedRubricor(bytesOf(1, dropped)).write(queries[0] as QueryView).rubric;
    for (const { source } of rubric?.criteria ?? []) expect(dropped).not.toContain(source?.definition);
    expect(rubric?.criteria.length).toBeGreaterThanOrEqual(3);
    const all = criterionBank.map(({ id }) => id);
    for (const left of [[], ['small-opens'], ['small-opens', 'small-closes']]) {
      const rubricor = new LearnedRubricor(
        bytesOf(
          1,
          all.filter((id) => !left.includes(id)),
        ),
      );
      const record = rubricor.write(queries[0] as QueryView);
      expect(rubricRecordSchema.parse(record)).toEqual(record);
      expect(record.failure).toMatch(new RegExp(`Expected at least 3 criteria .* found ${left.length}`));
    }
  });
});

describe('the file of a Rubricor', () => {
  it('comes back as it went', () => {
    const { layers, metadata } = decodeRubricorFile(bytesOf(1, ['small-opens']), criterionBank);
    expect(metadata).toEqual(rubricorMetadata(criterionBank, ['small-opens']));
    expect(layers.map(({ bias }) => bias.length)).toEqual([...metadata.hidden, 1]);
  });

  it('is of its bank, in its order', () => {
    const bytes = bytesOf();
    for (const bank of [criterionBank.slice(1), criterionBank.toReversed()]) {
      expect(() => new LearnedRubricor(bytes, { bank, path: 'r.safetensors' })).toThrow(StorageError);
      expect(() => new LearnedRubricor(bytes, { bank, path: 'r.safetensors' })).toThrow(
        /r\.safetensors was trained with features "rubric-2" and the criteria large-writes-line, .* Pass the bank/,
      );
    }
  });

  it('is of this version of the features, and whole', () => {
    const policy = randomPolicy(criterionBank, 1);
    const metadata = rubricorMetadata(criterionBank);
    const other = encodeRubricorFile(policy.snapshot(), { ...metadata, featureSet: 'rubric-0' });
    expect(() => new LearnedRubricor(other)).toThrow(/features "rubric-0".*here are "rubric-2"/);
    expect(() => new LearnedRubricor(bytesOf().slice(0, 1000))).toThrow(StorageError);
    expect(() => encodeRubricorFile(policy.snapshot(), { ...metadata, hidden: [7] })).toThrow(
      /not a learned Rubricor/,
    );
    policy.dispose();
  });
});

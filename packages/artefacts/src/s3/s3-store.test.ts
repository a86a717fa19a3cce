import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ArtefactStore } from '../artefact-store.js';
import { openArtefacts } from '../open-artefacts.js';
import { readShards } from '../read-shards.js';
import { trajectoryShards as schema } from '../shard-schema.js';
import { makeTrajectory } from '../test/make-trajectory.js';
import { S3Server } from '../test/s3-server.js';
import { writeShards } from '../write-shards.js';

const credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: 'session/token+of=these',
};
let server: S3Server;
let endpoint = '';
let store: ArtefactStore;
beforeEach(async () => {
  server = new S3Server({ bucket: 'bucket', ...credentials });
  endpoint = await server.listen();
  store = openArtefacts(`s3://bucket/runs/one?endpoint=${endpoint}`, { credentials });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
});

const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();

it('keeps objects under the prefix, signed', async () => {
  expect(await store.read('a.json')).toBeUndefined();
  expect(await store.digest('a.json')).toBeUndefined();
  await store.at('deep').write('a=1.json', Buffer.from('{}'));
  expect([...server.objects.keys()]).toEqual(['runs/one/deep/a=1.json']);
  expect(text(await store.read('deep/a=1.json'))).toBe('{}');
  expect(await store.digest('deep/a=1.json')).toBe(
    '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
  );
  await store.remove('deep/a=1.json');
  await store.remove('deep/a=1.json');
  expect(server.objects.size).toBe(0);
});

it('shards, as in a folder; a second time nothing is sent', async () => {
  const trajectories = Array.from({ length: 9 }, (_, i) => makeTrajectory(i));
  const manifest = await writeShards(trajectories, {
    to: store,
    schema,
    recordsPerShard: 4,
    format: 'parquet',
  });
  expect(server.requests.filter((each) => each.startsWith('PUT'))).toHaveLength(4);
  expect(server.requests.at(-1)).toBe('PUT runs/one/manifest.json');
  const read = [];
  for await (const record of readShards(store, schema)) read.push(record);
  expect(read).toEqual(trajectories);
  server.requests.length = 0;
  expect(
    await writeShards(trajectories, { to: store, schema, recordsPerShard: 4, format: 'parquet' }),
  ).toEqual(manifest);
  expect(server.requests.filter((each) => each.startsWith('PUT'))).toEqual(['PUT runs/one/manifest.json']);
});

it('no secret in a manifest or a name', async () => {
  await writeShards([makeTrajectory(1)], { to: store, schema });
  const kept = [...server.objects].map(([key, { bytes }]) => key + bytes.toString('latin1')).join();
  for (const secret of Object.values(credentials)) {
    expect(kept).not.toContain(secret);
    expect(store.url).not.toContain(secret);
  }
});

it('tries again what passes by itself: busy, cut short, hung up', async () => {
  await store.write('a.txt', Buffer.from('content'));
  server.faults.push({ status: 503, body: '<Error><Code>SlowDown</Code></Error>' }, 'cut', 'hang-up');
  expect(text(await store.read('a.txt'))).toBe('content');
  server.faults.push({ status: 500 }, { status: 429 });
  await store.write('a.txt', Buffer.from('other'));
  expect(text(server.objects.get('runs/one/a.txt')?.bytes)).toBe('other');
});

it('gives up in the end, and says on what', async () => {
  for (let i = 0; i < 4; i++)
    server.faults.push({ status: 503, body: '<Error><Code>SlowDown</Code></Error>' });
  // Nobody listens at port 1.
  const nowhere = openArtefacts('s3://bucket/x?endpoint=http://127.0.0.1:1', { credentials });
  const unanswered = expect(nowhere.write('a.txt', Buffer.from('x'))).rejects.toThrow(
    'PUT s3://bucket/x/a.txt did not get through in 4 tries.',
  );
  await expect(store.read('a.txt')).rejects.toMatchObject({
    code: 'STORAGE',
    message: expect.stringContaining('GET s3://bucket/runs/one/a.txt was answered with 503 (SlowDown).'),
  });
  await unanswered;
});

it('a torn object is no shard', async () => {
  const { shards } = await writeShards([makeTrajectory(1)], { to: store, schema });
  const name = shards[0]?.name ?? '';
  const object = server.objects.get(`runs/one/${name}`);
  if (object !== undefined) object.bytes = object.bytes.subarray(0, -1);
  await expect(readShards(store, schema).next()).rejects.toThrow(`Shard ${name} of ${store.url} is torn`);
});

it('refusals name the cause and no secret', async () => {
  const stores: [string, ArtefactStore, string][] = [
    [
      'SignatureDoesNotMatch',
      open({ ...credentials, secretAccessKey: 'another-secret-key' }),
      'Check the credentials',
    ],
    ['InvalidAccessKeyId', open({ ...credentials, accessKeyId: 'AKIDOTHER' }), 'Check the credentials'],
    ['InvalidToken', open({ ...credentials, sessionToken: 'expired-token' }), 'Check the credentials'],
    [
      'NoSuchBucket',
      openArtefacts(`s3://other/x?endpoint=${endpoint}`, { credentials }),
      'Make the bucket first',
    ],
  ];
  for (const [code, own, advice] of stores) {
    const error = await own.read('a.txt').then(
      () => undefined,
      (failure: Error & { cause?: unknown }) => failure,
    );
    expect(error?.message, code).toContain(`(${code})`);
    expect(error?.message, code).toContain(advice);
    const printed = `${error?.stack} ${JSON.stringify(error)} ${String(error?.cause)}`;
    for (const secret of [
      ...Object.values(credentials),
      'another-secret-key',
      'AKIDOTHER',
      'expired-token',
    ]) {
      expect(printed, code).not.toContain(secret);
    }
  }
});

it('a bucket of another region says which', async () => {
  server.faults.push({
    status: 301,
    headers: { 'x-amz-bucket-region': 'eu-west-1', location: 'http://127.0.0.1:1/' },
  });
  await expect(store.read('a.txt')).rejects.toThrow(
    'The bucket is in region eu-west-1: add ?region=eu-west-1 to the URL.',
  );
});

it('credentials from the environment, or from a function that is asked each time', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', '');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', '');
  vi.stubEnv('AWS_SESSION_TOKEN', '');
  const plain = openArtefacts(`s3://bucket/x?endpoint=${endpoint}`);
  await expect(plain.read('a.txt')).rejects.toThrow(
    'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not both set',
  );
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
  vi.stubEnv('AWS_SESSION_TOKEN', credentials.sessionToken);
  expect(await plain.read('a.txt')).toBeUndefined();
  let asked = 0;
  const refreshed = openArtefacts(`s3://bucket/x?endpoint=${endpoint}`, {
    credentials: async () => {
      asked += 1;
      return credentials;
    },
  });
  await refreshed.write('a.txt', Buffer.from('1'));
  await refreshed.read('a.txt');
  expect(asked).toBe(2);
});

function open(own: typeof credentials): ArtefactStore {
  return openArtefacts(`s3://bucket/runs/one?endpoint=${endpoint}`, { credentials: own });
}

import { mergeShards, openArtefacts, pairShards, readShards, writeShards } from '@roro/artefacts';
import type { PreferencePair } from '@roro/core';

/** What a worker has found; a real one reads it from its own run. */
async function* pairsOf(worker: number): AsyncGenerator<PreferencePair> {
  for (let query = 0; query < 4; query++) {
    const queryId = `q${worker * 2 + query}`; // two queries are done by both
    yield { version: 1, queryId, chosen: 'a', rejected: 'b', reason: 'outcome', margin: 1 };
  }
}

// A folder here; s3://bucket/prefix?endpoint=https://… works the same, with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY set.
const shared = openArtefacts('shared');
for (const worker of [0, 1]) {
  await writeShards(pairsOf(worker), { to: shared.at(`pairs/worker-${worker}`), schema: pairShards });
}

const workers = [0, 1].map((worker) => shared.at(`pairs/worker-${worker}`));
const { manifest, duplicates } = await mergeShards(workers, {
  to: shared.at('pairs/all'),
  schema: pairShards,
  format: 'parquet',
});
console.log(`${manifest.records} pairs, ${duplicates} left out`);

for await (const { queryId } of readShards(shared.at('pairs/all'), pairShards)) console.log(queryId);

import { abacus, abacusModels } from '@roro/abacus';
import type { ModelPool } from '@roro/core';
import { createPool } from '@roro/core';
import { createGateway } from '@roro/gateway';
import { openaiCompatible } from '@roro/models';

export interface EmbeddedServer {
  url: string;
  /** A pool with the ids, parameters and fingerprints of the embedded one, asked over HTTP. */
  pool(id: string, models: readonly string[]): ModelPool;
  close(): Promise<void>;
}

/** The embedded models behind a real socket, as `roro serve-models` serves them. */
export async function serveEmbedded(): Promise<EmbeddedServer> {
  const described = abacusModels();
  const models = described.map(({ id }) => ({ id, model: abacus(id) }));
  const gateway = await createGateway({
    models: { list: () => models, find: (id) => models.find((model) => model.id === id) },
    log: { level: 'silent' },
    limits: { requestsInFlight: 4096 },
  });
  const { url } = await gateway.listen({ port: 0 });
  return {
    url,
    pool: (poolId, ids) =>
      createPool(
        poolId,
        ids.map((id) => {
          const { parameters, fingerprint } = described.find((model) => model.id === id) ?? {};
          const member = openaiCompatible(`${url}/v1`, id, {
            server: 'vllm',
            topLogProbabilities: 64,
            ...(parameters === undefined ? {} : { parameters }),
            ...(fingerprint === undefined ? {} : { fingerprint }),
          });
          return { ...member, id };
        }),
      ),
    close: () => gateway.close(),
  };
}

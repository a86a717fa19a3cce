import type { LanguageModelV4 } from '@ai-sdk/provider';
import { onTestFinished } from 'vitest';
import type { ServedModels } from '../../served-model.js';
import { createGateway, type Gateway } from '../create-gateway.js';
import type { GatewayOptions } from '../gateway-options.js';
import type { RequestRecord } from '../request-record.js';

export interface StartedGateway {
  gateway: Gateway;
  /** Base of all routes. */
  url: string;
  /** Lines of the log so far. */
  log: string[];
  /** Requests for models that have ended. */
  records: RequestRecord[];
}

/** Serves models by name; each name also with a policy behind it (`name@policy`), as routed models have it. */
export function serving(models: Record<string, LanguageModelV4>): ServedModels {
  const listed = Object.entries(models).map(([id, model]) => ({ id, model }));
  return {
    list: () => listed,
    find: (id) => {
      const served = listed.find((candidate) => candidate.id === id.split('@')[0]);
      return served === undefined ? undefined : { ...served, id };
    },
  };
}

/** A gateway on a free port of the loopback interface, closed when the test ends. */
export async function startGateway(
  models: ServedModels | Record<string, LanguageModelV4>,
  options: Omit<GatewayOptions, 'models' | 'onRequest'> = {},
): Promise<StartedGateway> {
  const log: string[] = [];
  const records: RequestRecord[] = [];
  const gateway = await createGateway({
    models: isServed(models) ? models : serving(models),
    onRequest: (record) => records.push(record),
    ...options,
    log: { level: 'debug', destination: { write: (line) => log.push(line) }, ...options.log },
  });
  onTestFinished(() => gateway.close());
  const { url } = await gateway.listen({ port: 0 });
  return { gateway, url, log, records };
}

function isServed(models: ServedModels | Record<string, LanguageModelV4>): models is ServedModels {
  return typeof models['find'] === 'function';
}

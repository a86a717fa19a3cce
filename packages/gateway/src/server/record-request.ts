import type { Exchange } from './exchange.js';
import type { RequestRecord } from './request-record.js';

/** What is told of a request that has ended. */
export function recordRequest(exchange: Exchange): RequestRecord {
  const { requestId, route, status, seconds, firstEventSeconds, key, usage, error, causes } = exchange;
  const routing = usage?.routing;
  return defined({
    requestId,
    route,
    status,
    seconds,
    firstEventSeconds,
    keyId: key?.id,
    model: usage?.model,
    outcome: usage?.outcome,
    promptTokens: usage?.promptTokens,
    completionTokens: usage?.completionTokens,
    router: routing?.router.id,
    knob: routing?.router.knob,
    steps: routing?.steps.length,
    costShare: routing?.costShare,
    money: usage?.money,
    error,
    causes,
  });
}

/** Without the fields that are not known. */
function defined(fields: { [K in keyof RequestRecord]: RequestRecord[K] | undefined }): RequestRecord {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as unknown as RequestRecord;
}

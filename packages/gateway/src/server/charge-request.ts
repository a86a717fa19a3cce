import type { SpendingLedger, SpendingRecord } from '../keys/spending-ledger.js';
import type { Exchange } from './exchange.js';

/** A token of English text is about four bytes long. */
const bytesPerToken = 4;

/**
 * What the key of a request is charged; undefined where it used nothing. A model that was cut or failed seldom says what it
 * used. Then the charge is estimated, so that nobody gets answers for nothing by hanging up before the end: the prompt
 * by its length (where the client left), the answer by what was streamed, money at the mean price of the key file's requests.
 */
export function chargeRequest(
  {
    requestId,
    key,
    usage,
    requestBytes,
    streamedTokens,
  }: Pick<Exchange, 'requestId' | 'key' | 'usage' | 'requestBytes' | 'streamedTokens'>,
  ledger: SpendingLedger,
  now: number,
): SpendingRecord | undefined {
  if (key === undefined || usage === undefined) return undefined;
  const { promptTokens, completionTokens, outcome, money: price } = usage;
  const told =
    promptTokens === undefined || completionTokens === undefined
      ? undefined
      : promptTokens + completionTokens;
  // A whole answer without usage stays without: the budget that needs it cannot be held, and the ledger says so.
  const isWhole = outcome === 'completed' || outcome === 'length';
  const prompt = outcome === 'aborted' ? Math.ceil(requestBytes / bytesPerToken) : 0;
  const tokens = told ?? (isWhole ? undefined : prompt + streamedTokens);
  if (tokens === 0) return undefined;
  const money = price ?? (isWhole || tokens === undefined ? undefined : ledger.estimateMoney(tokens));
  return {
    requestId,
    keyId: key.id,
    ...(tokens === undefined ? {} : { tokens }),
    ...(money === undefined ? {} : { money }),
    ...(!isWhole && (told === undefined || price === undefined) ? { estimated: true } : {}),
    time: new Date(now).toISOString(),
  };
}

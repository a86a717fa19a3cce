import type { RoutingTrace } from '@roro/core';
import type { ServedModels } from '../served-model.js';

/** What the HTTP server knows of a request beyond its body. */
export interface AnswerContext {
  models: ServedModels;
  /** Becomes part of the answer's id. */
  requestId: string;
  /** Unix seconds. */
  created: number;
  /** Aborted when the client has gone: the model is told, and the answer ends. */
  signal: AbortSignal;
  /**
   * Told once for a request that found its model, when its work has ended: also when it failed or was cut. A request that is
   * refused before that (400, 404) is not told of.
   */
  onUsage?: (usage: RequestUsage) => void;
  /** Told of what went wrong, as it was thrown; the client is told less. */
  onError?: (error: unknown) => void;
}

/** What a request has used, over all model calls that its answer took. */
export interface RequestUsage {
  /** Name of the served model. */
  model: string;
  /** Undefined where the model did not say, as when its stream was cut. */
  promptTokens: number | undefined;
  completionTokens: number | undefined;
  /** Absent where nobody knows the price. */
  money?: { amount: number; currency: string };
  /** Present where the model routed the answer and came to its end. */
  routing?: RoutingTrace;
  /** `length` is a truncated answer, which is no success. */
  outcome: 'completed' | 'length' | 'error' | 'aborted';
}

/** An answer for the HTTP server to send. Headers of the transport, such as the content type, are the server's. */
export type GatewayAnswer =
  | { kind: 'body'; status: number; headers: Record<string, string>; body: object }
  | {
      kind: 'events';
      status: 200;
      headers: Record<string, string>;
      /**
       * Data payloads of server-sent events. `[DONE]` is the last one of a whole answer; one that fails ends with an
       * error object, one whose client has gone just ends. Read it to its end, or call `return` of its iterator.
       */
      events: AsyncIterable<string>;
    };

import type { RequestUsage } from '../openai/gateway-answer.js';

/** One request, when it has ended: its log line. No prompt, no text of the answer, no key. */
export interface RequestRecord {
  requestId: string;
  /** Method and pattern of the route, such as `POST /v1/chat/completions`; `other` where none fits. */
  route: string;
  /** HTTP status; 499 where the client left before the answer was complete. */
  status: number;
  /** Seconds from the arrival of the headers to the end of the answer. */
  seconds: number;
  /** Seconds to the first event of a stream. */
  firstEventSeconds?: number;
  keyId?: string;
  /** Name of a model that is served, as the client gave it. */
  model?: string;
  outcome?: RequestUsage['outcome'];
  /** Over all model calls; absent where the models did not say. */
  promptTokens?: number;
  completionTokens?: number;
  /** Of a routed answer. */
  router?: string;
  knob?: number;
  steps?: number;
  /** Cost against that of the dearest model writing the same tokens alone. */
  costShare?: number;
  money?: { amount: number; currency: string };
  /** `message` only where the server or a model is at fault: others may quote what the client sent. */
  error?: { type: string; code?: string; message?: string };
  /** What a model failed with and what caused that, by names, statuses and addresses alone. */
  causes?: string[];
}

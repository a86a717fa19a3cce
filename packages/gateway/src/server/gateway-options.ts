import { ConfigurationError } from '@roro/core';
import type { ApiKeyStore } from '../keys/api-key-store.js';
import type { ServedModels } from '../served-model.js';
import type { RequestRecord } from './request-record.js';

/** Everything > 0; time in seconds. */
export interface GatewayLimits {
  /** Bytes of a request's body, default 4 MiB. */
  bodyBytes: number;
  /** Objects and arrays in each other in a request's body, default 64. */
  nestingDepth: number;
  /** Requests to models in flight; further ones are refused (503). Default 256. */
  requestsInFlight: number;
  /** From the arrival of a request to the end of its answer, default 600. */
  requestSeconds: number;
  /** To receive the headers of a request, default 10. */
  headerSeconds: number;
  /** To receive a whole request, default 60. */
  receiveSeconds: number;
  /** A connection may wait so long for its next request, default 75. */
  idleSeconds: number;
  /** A stream that has been silent for so long gets a comment, so that nobody on the way closes it. Default 15. */
  heartbeatSeconds: number;
  /** Open requests may take so long to end when the gateway closes, then they are cut. Default 30. */
  shutdownSeconds: number;
}

export interface GatewayLog {
  /** Default `info`: a line for each request that asks for a model. `silent` turns the log off. */
  level?: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Also log messages and answers, default false. */
  prompts?: boolean;
  /** Takes the lines, default the standard error stream. */
  destination?: { write(line: string): void };
}

export interface GatewayOptions {
  models: ServedModels;
  /** Who may ask. Without it the server is open, which is allowed on loopback only. */
  keys?: ApiKeyStore;
  /** Listen beyond loopback without keys, default false. */
  allowOpen?: boolean;
  limits?: Partial<GatewayLimits>;
  /** Web pages of these origins may call, such as `https://chat.example`. Default none. */
  cors?: { origins: readonly string[] };
  log?: GatewayLog;
  /** Asked by `/readyz`; default always. */
  isReady?: () => boolean;
  /** Told once of every request for a model that was admitted, when it has ended; must not throw. */
  onRequest?: (record: RequestRecord) => void;
}

const defaultLimits: GatewayLimits = {
  bodyBytes: 4 * 2 ** 20,
  nestingDepth: 64,
  requestsInFlight: 256,
  requestSeconds: 600,
  headerSeconds: 10,
  receiveSeconds: 60,
  idleSeconds: 75,
  heartbeatSeconds: 15,
  shutdownSeconds: 30,
};

/** Fills in the defaults. Throws ConfigurationError for a limit that is not a finite number > 0. */
export function gatewayLimits(limits: Partial<GatewayLimits> = {}): GatewayLimits {
  for (const [name, value] of Object.entries(limits)) {
    if (Number.isFinite(value) && value > 0) continue;
    throw new ConfigurationError({
      message: `The gateway's limit ${name} is ${value}, expected a finite number above 0.`,
      nextStep: 'Correct it, or leave it out for the default.',
    });
  }
  return { ...defaultLimits, ...limits };
}

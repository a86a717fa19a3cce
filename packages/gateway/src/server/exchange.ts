import type { ServerResponse } from 'node:http';
import { AbortError } from '@roro/core';
import type { ApiKey } from '../keys/key-file.js';
import type { GatewayAnswer, RequestUsage } from '../openai/gateway-answer.js';
import { HttpError } from './http-error.js';
import { httpErrorAnswer } from './http-error-answer.js';
import { recordError } from './record-error.js';
import type { RequestRecord } from './request-record.js';

export interface ExchangeOptions {
  requestId: string;
  route: string;
  response: ServerResponse;
  /** Told once, when the connection is done with the request and the work on it has ended. */
  onSettled: (exchange: Exchange) => void;
}

/** Work that goes on after the client has gone is waited for this long before the request is recorded, milliseconds. */
const settleWithin = 5000;

/** One request from its headers to its record: who asks, what ends it early, what it used. */
export class Exchange {
  readonly requestId: string;
  readonly route: string;
  key: ApiKey | undefined;
  /** Bytes of the body that arrived. */
  requestBytes = 0;
  firstEventSeconds: number | undefined;
  /** Tokens that were streamed, at least. */
  streamedTokens = 0;
  usage: RequestUsage | undefined;
  error: RequestRecord['error'];
  /** What a model failed with, by names alone. */
  causes: string[] | undefined;
  /** Text of the answer; kept only where the log holds prompts. */
  answer = '';

  readonly #started = performance.now();
  readonly #response: ServerResponse;
  readonly #onSettled: (exchange: Exchange) => void;
  readonly #controller = new AbortController();
  readonly #cut = Promise.withResolvers<never>();
  #cutBy: HttpError | undefined;
  #onCut: ((error: HttpError) => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isWorking = false;
  #isClosed = false;
  #isSettled = false;

  constructor({ requestId, route, response, onSettled }: ExchangeOptions) {
    this.requestId = requestId;
    this.route = route;
    this.#response = response;
    this.#onSettled = onSettled;
    // Nobody need wait for the cut.
    this.#cut.promise.catch(() => {});
    response.once('close', () => this.#close());
  }

  /** Aborted when the client has gone or the request was cut. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get seconds(): number {
    return (performance.now() - this.#started) / 1000;
  }

  /** HTTP status as the log tells it: 499 where the client left first. */
  get status(): number {
    return this.#response.writableFinished ? this.#response.statusCode : 499;
  }

  /** Cuts the request if it takes longer than so many seconds from its arrival. */
  limitSeconds(seconds: number): void {
    const left = Math.max(0, seconds - this.seconds);
    this.#timer = setTimeout(() => {
      this.cut(
        new HttpError({
          status: 504,
          type: 'server_error',
          code: 'request_timeout',
          message: `The answer took longer than ${seconds} s.`,
          nextStep: 'Ask for less, or stream the answer.',
        }),
      );
    }, left * 1000);
  }

  /**
   * Resolves with the answer, or rejects when the request is cut before. The work has ended with a whole body; with events
   * it goes on until `end`.
   */
  run(work: Promise<GatewayAnswer>): Promise<GatewayAnswer> {
    this.#isWorking = true;
    work.then(
      (answer) => {
        if (answer.kind === 'body') this.end();
        else if (this.#cutBy !== undefined) void this.#drop(answer.events);
      },
      () => this.end(),
    );
    return Promise.race([work, this.#cut.promise]);
  }

  /** The work has ended: nothing more will be used. */
  end(): void {
    this.#isWorking = false;
    if (this.#isClosed) this.settle();
  }

  /** Who is told when a request is cut whose answer has begun; at once where it is cut already. */
  onCut(listener: (error: HttpError) => void): void {
    this.#onCut = listener;
    if (this.#cutBy !== undefined) listener(this.#cutBy);
  }

  /** Ends the request early: models are told, and the client gets the error in whatever way is left. */
  cut(error: HttpError): void {
    if (this.#cutBy !== undefined) return;
    this.#cutBy = error;
    this.error ??= recordError(httpErrorAnswer(error));
    // Before the work can end because of the signal: the reason of the cut is what the client should see.
    this.#cut.reject(error);
    this.#controller.abort(new AbortError({ message: error.message }));
    this.#onCut?.(error);
  }

  /** Records the request now. */
  settle(): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    clearTimeout(this.#timer);
    this.#onSettled(this);
  }

  /** Events that came too late. */
  async #drop(events: AsyncIterable<string>): Promise<void> {
    try {
      await events[Symbol.asyncIterator]().return?.();
    } catch {
      // The request has failed already.
    }
    this.end();
  }

  #close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    if (!this.#response.writableFinished) {
      this.cut(new HttpError({ status: 499, type: 'request_aborted', message: 'The client has gone.' }));
    }
    if (!this.#isWorking) this.settle();
    else this.#timer = setTimeout(() => this.settle(), settleWithin);
  }
}

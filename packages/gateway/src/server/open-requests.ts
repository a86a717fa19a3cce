import type { ServerResponse } from 'node:http';
import type { Exchange } from './exchange.js';
import type { HttpError } from './http-error.js';

/** The requests that have not been recorded yet. */
export class OpenRequests {
  /** Set when the gateway begins to close: no model is asked any more. */
  isClosing = false;
  readonly #open = new Set<Exchange>();
  #inFlight = 0;
  #onIdle: (() => void)[] = [];

  /** Admitted requests for models whose answer has not ended. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Counts a request as in flight until its response closes. */
  admit(response: ServerResponse): void {
    this.#inFlight += 1;
    response.once('close', () => {
      this.#inFlight -= 1;
    });
  }

  add(exchange: Exchange): void {
    this.#open.add(exchange);
  }

  delete(exchange: Exchange): void {
    this.#open.delete(exchange);
    if (this.#open.size > 0) return;
    for (const resolve of this.#onIdle.splice(0)) resolve();
  }

  /** Resolves when no request is open, or after so many seconds. */
  async idle(seconds: number): Promise<void> {
    if (this.#open.size === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onIdle.push(resolve);
    const timer = setTimeout(resolve, seconds * 1000);
    await promise;
    clearTimeout(timer);
  }

  cutAll(error: HttpError): void {
    for (const exchange of this.#open) exchange.cut(error);
  }

  settleAll(): void {
    for (const exchange of this.#open) exchange.settle();
  }
}

import { z } from 'zod';
import type { GatewayAnswer } from '../openai/gateway-answer.js';
import { answerText } from './answer-text.js';
import type { Exchange } from './exchange.js';
import { recordError } from './record-error.js';

const errorSchema = z.object({
  error: z.object({ type: z.string(), code: z.string().nullable(), message: z.string() }),
});

/** Notes on the exchange what passes by in its answer. */
export class WatchedAnswer {
  readonly #exchange: Exchange;
  readonly #keepsText: boolean;
  /** Length of the first event, which has as good as no text: what every event has around its text. */
  #frame: number | undefined;

  constructor(exchange: Exchange, keepsText: boolean) {
    this.#exchange = exchange;
    this.#keepsText = keepsText;
  }

  body({ status, body }: Extract<GatewayAnswer, { kind: 'body' }>): void {
    if (status >= 400) this.#error(status, body);
    else if (this.#keepsText) this.#exchange.answer = answerText(body);
  }

  event(data: string): void {
    this.#frame ??= data.length;
    this.#exchange.firstEventSeconds ??= this.#exchange.seconds;
    // An event has a token at least; a longer one has more, of about four characters each.
    this.#exchange.streamedTokens += 1 + Math.max(0, Math.floor((data.length - this.#frame) / 4));
    if (data.startsWith('{"error"')) this.#error(500, JSON.parse(data));
    else if (this.#keepsText && data !== '[DONE]') this.#exchange.answer += answerText(JSON.parse(data));
  }

  #error(status: number, body: unknown): void {
    const error = errorSchema.safeParse(body).data?.error;
    if (error !== undefined) this.#exchange.error ??= recordError({ status, ...error });
  }
}

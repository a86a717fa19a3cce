import { Readable } from 'node:stream';

export interface EventStreamOptions {
  /** A comment is sent after so much silence, seconds. */
  heartbeatSeconds: number;
  /** Told of each event before it is sent. */
  onEvent: (data: string) => void;
  /** Payload of the event for an error that the source threw. */
  errorData: (error: unknown) => string;
  /** Told once when the source has ended or was stopped. */
  onEnd: () => void;
}

/** Bytes that may wait for the reader before the source is asked for no more. */
const highWaterMark = 16 * 1024;

/**
 * Server-sent events with heartbeats. Events that come in the same turn of the event loop are sent together, and the source is
 * asked for the next one only while the reader keeps up.
 */
export class EventStream extends Readable {
  readonly #source: AsyncIterator<string>;
  readonly #options: EventStreamOptions;
  readonly #heartbeat: NodeJS.Timeout;
  #waiting = '';
  #flush: NodeJS.Immediate | undefined;
  #isPulling = false;
  #isPaused = false;
  #ended = false;

  constructor(events: AsyncIterable<string>, options: EventStreamOptions) {
    super({ highWaterMark });
    this.#source = events[Symbol.asyncIterator]();
    this.#options = options;
    this.#heartbeat = setTimeout(() => this.#beat(), options.heartbeatSeconds * 1000);
  }

  /** Ends the stream with a last event, without waiting for the source. Nothing happens if it has ended. */
  endWith(data: string): void {
    if (this.#ended) return;
    this.#stop();
    this.#send();
    this.push(`data: ${data}\n\n`);
    this.push(null);
  }

  override _read(): void {
    this.#isPaused = false;
    if (!this.#isPulling && !this.#ended) void this.#pull();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    if (!this.#ended) this.#stop();
    clearImmediate(this.#flush);
    callback(error);
  }

  async #pull(): Promise<void> {
    this.#isPulling = true;
    try {
      while (!this.#isPaused && this.#waiting.length < highWaterMark) {
        const next = await this.#source.next();
        if (this.#ended) return;
        if (next.done === true) {
          this.#ended = true;
          clearTimeout(this.#heartbeat);
          this.#options.onEnd();
          this.#send();
          this.push(null);
          return;
        }
        this.#options.onEvent(next.value);
        this.#heartbeat.refresh();
        this.#waiting += `data: ${next.value}\n\n`;
        this.#flush ??= setImmediate(() => {
          this.#send();
          if (!this.#isPulling && !this.#isPaused && !this.#ended) void this.#pull();
        });
      }
    } catch (error) {
      this.endWith(this.#options.errorData(error));
    } finally {
      this.#isPulling = false;
    }
  }

  #send(): void {
    clearImmediate(this.#flush);
    this.#flush = undefined;
    if (this.#waiting === '') return;
    const text = this.#waiting;
    this.#waiting = '';
    if (!this.push(text)) this.#isPaused = true;
  }

  #beat(): void {
    // Where the reader is behind, silence is the reader's.
    if (this.readableLength === 0 && this.#waiting === '') this.push(': keep-alive\n\n');
    this.#heartbeat.refresh();
  }

  #stop(): void {
    this.#ended = true;
    clearTimeout(this.#heartbeat);
    void Promise.resolve(this.#source.return?.())
      .catch(() => {})
      .finally(this.#options.onEnd);
  }
}

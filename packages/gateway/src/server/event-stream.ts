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

/** Server-sent events with heartbeats. Asks the source for the next event only when the reader has taken the last ones. */
export class EventStream extends Readable {
  readonly #source: AsyncIterator<string>;
  readonly #options: EventStreamOptions;
  readonly #heartbeat: NodeJS.Timeout;
  #pulling = false;
  #ended = false;

  constructor(events: AsyncIterable<string>, options: EventStreamOptions) {
    super({ highWaterMark: 16 * 1024 });
    this.#source = events[Symbol.asyncIterator]();
    this.#options = options;
    this.#heartbeat = setTimeout(() => this.#beat(), options.heartbeatSeconds * 1000);
  }

  /** Ends the stream with a last event, without waiting for the source. Nothing happens if it has ended. */
  endWith(data: string): void {
    if (this.#ended) return;
    this.#stop();
    this.push(`data: ${data}\n\n`);
    this.push(null);
  }

  override _read(): void {
    if (!this.#pulling && !this.#ended) void this.#pull();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    if (!this.#ended) this.#stop();
    callback(error);
  }

  async #pull(): Promise<void> {
    this.#pulling = true;
    try {
      const next = await this.#source.next();
      if (this.#ended) return;
      this.#pulling = false;
      if (next.done === true) {
        this.#ended = true;
        clearTimeout(this.#heartbeat);
        this.#options.onEnd();
        this.push(null);
        return;
      }
      this.#options.onEvent(next.value);
      this.#heartbeat.refresh();
      this.push(`data: ${next.value}\n\n`);
    } catch (error) {
      this.endWith(this.#options.errorData(error));
    }
  }

  #beat(): void {
    // Where the reader is behind, silence is the reader's.
    if (this.readableLength === 0) this.push(': keep-alive\n\n');
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

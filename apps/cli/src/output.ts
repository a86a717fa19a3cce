import pc from './colors.js';

export interface OutputOptions {
  /** Print one JSON document to standard output and nothing else. */
  json: boolean;
  /** Print results only: no progress, no notes. */
  quiet: boolean;
}

/** Results go to standard output, everything about the work itself to standard error. */
export class Output {
  readonly json: boolean;
  readonly quiet: boolean;

  constructor({ json, quiet }: OutputOptions) {
    this.json = json;
    this.quiet = quiet;
  }

  /** A line about the work. */
  note(text: string): void {
    if (!this.quiet && !this.json) process.stderr.write(`${text}\n`);
  }

  heading(text: string): void {
    this.note(pc.bold(text));
  }

  /** What the command was asked for: as JSON under --json, as text otherwise. */
  result(value: unknown, text: string): void {
    process.stdout.write(this.json ? `${JSON.stringify(value, null, 2)}\n` : `${text}\n`);
  }
}

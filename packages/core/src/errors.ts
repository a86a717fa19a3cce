/**
 * Errors one can branch on. Every error carries what was expected, what was found and the next step in its
 * message; `isInstance` works across two copies of the package, which `instanceof` does not.
 */
const marker = Symbol.for('roro.error');

/** Strings that look like credentials are cut out of messages before anyone can log them. */
function redactSecrets(text: string): string {
  return text
    .replace(/\b(sk|pk|key|hf)[-_][A-Za-z0-9_-]{8,}/g, '$1-[redacted]')
    .replace(/\broro-[A-Za-z0-9_-]{43}/g, 'roro-[redacted]')
    .replace(/(bearer\s+)[A-Za-z0-9._~+/=-]{8,}/gi, '$1[redacted]');
}

export interface RoroErrorOptions {
  /** What happened: expected against actual. */
  message: string;
  /** What the reader should do next, one sentence. */
  nextStep?: string;
  cause?: unknown;
}

/** The base of every error of this project. */
export class RoroError extends Error {
  readonly code: string = 'RORO_ERROR';
  /** Would the same call have a chance if it were made again? */
  readonly isRetryable: boolean = false;
  readonly nextStep: string | undefined;

  constructor({ message, nextStep, cause }: RoroErrorOptions) {
    const full = nextStep === undefined ? message : `${message} ${nextStep}`;
    super(redactSecrets(full), cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.nextStep = nextStep;
    Object.defineProperty(this, marker, { value: true });
  }

  static isInstance(error: unknown): error is RoroError {
    return typeof error === 'object' && error !== null && marker in error;
  }
}

/** The user's configuration is wrong: unknown key, unknown name, value out of range. */
export class ConfigurationError extends RoroError {
  override readonly code = 'CONFIGURATION';
}

/** A file is missing, torn, corrupt, of another version, or the disk is full. */
export class StorageError extends RoroError {
  override readonly code = 'STORAGE';
  readonly path: string;
  constructor(options: RoroErrorOptions & { path: string }) {
    super(options);
    this.path = options.path;
  }
}

/** Data does not fit its schema. */
export class ValidationError extends RoroError {
  override readonly code = 'VALIDATION';
}

/** A price or parameter count is needed and nobody gave it. Never silently zero. */
export class UnknownPriceError extends RoroError {
  override readonly code = 'UNKNOWN_PRICE';
}

/** A model call failed, or answered in a way that the contract forbids. */
export class GenerationError extends RoroError {
  override readonly code = 'GENERATION';
  override readonly isRetryable: boolean;
  readonly model: string;
  constructor(options: RoroErrorOptions & { model: string; isRetryable?: boolean }) {
    super(options);
    this.model = options.model;
    this.isRetryable = options.isRetryable ?? false;
  }
}

/** A router threw, returned NaN, or named a model outside the pool. */
export class RouterError extends RoroError {
  override readonly code = 'ROUTER';
  readonly router: string;
  constructor(options: RoroErrorOptions & { router: string }) {
    super(options);
    this.router = options.router;
  }
}

/** The work was stopped on purpose (Ctrl-C, an abort signal). What was written so far resumes. */
export class AbortError extends RoroError {
  override readonly code = 'ABORTED';
}

export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

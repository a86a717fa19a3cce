import { setTimeout as delay } from 'node:timers/promises';
import { StorageError } from '@roro/core';
import type { ArtefactStore } from '../artefact-store.js';
import { requireObjectPath } from '../object-path.js';
import { errorCode, fetchAnswer, isPassing, refusal, type S3Answer } from './s3-answer.js';
import { environmentCredentials, type S3CredentialSource } from './s3-credentials.js';
import type { S3Location } from './s3-location.js';
import { type S3Request, signRequest } from './sign-request.js';

export interface S3StoreOptions {
  /** Default: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN. */
  credentials?: S3CredentialSource;
}

/** Tries of one request, and the milliseconds before the second; doubled before each further one. */
const tries = 4;
const firstDelay = 100;

/** Objects under a prefix of an S3-compatible bucket: four requests (GET, HEAD, PUT, DELETE) are all that it asks of a server. */
export class S3Store implements ArtefactStore {
  readonly url: string;
  readonly #location: S3Location;
  readonly #options: S3StoreOptions;
  readonly #region: string;

  constructor(location: S3Location, options: S3StoreOptions) {
    const { bucket, prefix, endpoint, region } = location;
    this.#location = location;
    this.#options = options;
    this.#region = region ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] ?? 'us-east-1';
    const query = new URLSearchParams({
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(region === undefined ? {} : { region }),
    });
    this.url = `s3://${[bucket, prefix].filter(Boolean).join('/')}${query.size === 0 ? '' : `?${query}`}`;
  }

  at(path: string): S3Store {
    return new S3Store({ ...this.#location, prefix: this.#key(path) }, this.#options);
  }

  async read(name: string): Promise<Uint8Array | undefined> {
    const answer = await this.#send('GET', name);
    if (isMissing(answer)) return undefined;
    return this.#require('GET', name, answer).bytes;
  }

  async write(name: string, bytes: Uint8Array): Promise<void> {
    this.#require('PUT', name, await this.#send('PUT', name, bytes));
  }

  async digest(name: string): Promise<string | undefined> {
    const answer = await this.#send('HEAD', name);
    // Who may not list a bucket is told 403 of what is missing; who may not write learns it when writing.
    if (answer.status === 404 || answer.status === 403) return undefined;
    return this.#require('HEAD', name, answer).headers.get('x-amz-meta-sha256') ?? undefined;
  }

  async remove(name: string): Promise<void> {
    const answer = await this.#send('DELETE', name);
    if (!isMissing(answer)) this.#require('DELETE', name, answer);
  }

  #key(name: string): string {
    return [this.#location.prefix, requireObjectPath(name)].filter(Boolean).join('/');
  }

  #path(name: string): string {
    return `s3://${this.#location.bucket}/${this.#key(name)}`;
  }

  /** The bucket in the path where an endpoint is given, as every compatible server knows it; else in the host, as AWS wants it. */
  #address(name: string): string {
    const { bucket, endpoint } = this.#location;
    if (endpoint !== undefined) return `${endpoint}/${bucket}/${this.#key(name)}`;
    // A certificate for *.s3.… holds for no bucket with a dot in its name.
    return bucket.includes('.')
      ? `https://s3.${this.#region}.amazonaws.com/${bucket}/${this.#key(name)}`
      : `https://${bucket}.s3.${this.#region}.amazonaws.com/${this.#key(name)}`;
  }

  #require(method: string, name: string, answer: S3Answer): S3Answer {
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw refusal(method, this.#path(name), answer);
  }

  /** The answer, whatever it says; what may pass by itself is tried again. Throws StorageError where there is none. */
  async #send(method: S3Request['method'], name: string, body?: Uint8Array): Promise<S3Answer> {
    const request = {
      method,
      url: this.#address(name),
      region: this.#region,
      ...(body === undefined ? {} : { body }),
    };
    let answer: S3Answer | undefined;
    let cause: unknown;
    for (let attempt = 0; attempt < tries; attempt++) {
      if (attempt > 0) await delay(firstDelay * 2 ** (attempt - 1));
      const signed = await signRequest(request, await this.#credentials());
      try {
        answer = await fetchAnswer(signed);
      } catch (error) {
        cause = error;
        continue;
      }
      if (!isPassing(answer)) return answer;
    }
    if (answer !== undefined) return answer;
    throw new StorageError({
      path: this.#path(name),
      message: `${method} ${this.#path(name)} did not get through in ${tries} tries.`,
      nextStep: 'Check the endpoint and the network, then run the same command again: what is whole is kept.',
      cause,
    });
  }

  async #credentials(): ReturnType<Extract<S3CredentialSource, () => unknown>> {
    const { credentials } = this.#options;
    if (typeof credentials === 'function') return credentials();
    return credentials ?? environmentCredentials(process.env);
  }
}

/** No such object. A bucket that is not there is an error. */
function isMissing(answer: S3Answer): boolean {
  return answer.status === 404 && errorCode(answer) !== 'NoSuchBucket';
}

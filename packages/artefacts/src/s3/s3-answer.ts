import { ConfigurationError, StorageError } from '@roro/core';
import type { SignedRequest } from './sign-request.js';

/** An object of a shard's size at half a megabyte a second. */
const timeoutMilliseconds = 180_000;

export interface S3Answer {
  status: number;
  headers: Headers;
  bytes: Uint8Array;
}

/** The whole answer; one that ends early throws. */
export async function fetchAnswer({ url, init }: SignedRequest): Promise<S3Answer> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMilliseconds) });
  return {
    status: response.status,
    headers: response.headers,
    bytes: new Uint8Array(await response.arrayBuffer()),
  };
}

/** Would the same request have a chance if it were made again? */
export function isPassing({ status }: S3Answer): boolean {
  return status >= 500 || status === 429 || status === 408;
}

/** The server's own name of the error, such as NoSuchKey. Nothing else of its text is used: it repeats key ids and signatures. */
export function errorCode({ bytes }: S3Answer): string | undefined {
  return /<Code>(\w+)<\/Code>/.exec(new TextDecoder().decode(bytes.subarray(0, 4096)))?.[1];
}

/** Why a request was not answered. */
export function refusal(method: string, path: string, answer: S3Answer): ConfigurationError | StorageError {
  const { status, headers } = answer;
  const code = errorCode(answer);
  const message = `${method} ${path} was answered with ${status}${code === undefined ? '' : ` (${code})`}.`;
  if (status >= 300 && status < 400) {
    const region = headers.get('x-amz-bucket-region');
    return new ConfigurationError({
      message,
      nextStep:
        region === null
          ? 'The bucket is served elsewhere: check `endpoint` and `region` of the URL.'
          : `The bucket is in region ${region}: add ?region=${region} to the URL.`,
    });
  }
  if (status === 401 || status === 403) {
    return new ConfigurationError({
      message,
      nextStep:
        code === 'RequestTimeTooSkewed'
          ? 'Set the clock of this machine.'
          : 'Check the credentials, the region, and that they may get, put and delete objects here (without s3:ListBucket what is missing is refused too).',
    });
  }
  return new StorageError({
    path,
    message,
    nextStep:
      code === 'NoSuchBucket'
        ? 'Make the bucket first, or correct its name.'
        : isPassing(answer)
          ? 'Run the same command again later: what is whole is kept.'
          : 'Check that the endpoint speaks S3.',
  });
}

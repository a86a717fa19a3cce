import { ConfigurationError, unknownNameError } from '@roro/core';
import { requireObjectPath } from '../object-path.js';

/** A prefix of a bucket, and where the bucket is served. */
export interface S3Location {
  bucket: string;
  /** Without a slash at either end; empty for the whole bucket. */
  prefix: string;
  /** Server of another provider than AWS, without a slash at the end. */
  endpoint?: string;
  region?: string;
}

const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const parameters = ['endpoint', 'region'] as const;

/**
 * Reads `s3://bucket/prefix?endpoint=…&region=…`.
 *
 * @throws ConfigurationError for a URL of another form; it repeats nothing of one that holds credentials
 */
export function parseS3Url(url: string): S3Location {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || parsed.username !== '' || parsed.password !== '') {
    throw new ConfigurationError({
      message:
        parsed === undefined
          ? 'This is no s3: URL: expected s3://bucket/prefix.'
          : 'An s3: URL must hold no credentials: URLs are printed and kept.',
      nextStep: 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and write s3://bucket/prefix.',
    });
  }
  const { hostname: bucket, pathname, searchParams } = parsed;
  if (!bucketName.test(bucket)) {
    throw new ConfigurationError({
      message: `"${bucket}" cannot name a bucket: expected 3 to 63 lower-case letters, digits, "." and "-".`,
      nextStep: 'Write s3://bucket/prefix.',
    });
  }
  for (const name of searchParams.keys()) {
    if (!(parameters as readonly string[]).includes(name))
      throw unknownNameError('parameter', name, parameters);
  }
  const prefix = pathname.split('/').filter(Boolean).join('/');
  const endpoint = searchParams.get('endpoint');
  const region = searchParams.get('region');
  return {
    bucket,
    prefix: prefix === '' ? '' : requireObjectPath(prefix),
    ...(endpoint === null ? {} : { endpoint: requireEndpoint(endpoint) }),
    ...(region === null ? {} : { region }),
  };
}

function requireEndpoint(endpoint: string): string {
  const parsed = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const isPlain =
    parsed?.username === '' && parsed.password === '' && parsed.search === '' && parsed.hash === '';
  if (parsed !== undefined && isPlain && ['http:', 'https:'].includes(parsed.protocol)) {
    return parsed.href.replace(/\/+$/, '');
  }
  throw new ConfigurationError({
    message: 'The endpoint of an s3: URL must be an http: or https: URL without credentials or parameters.',
    nextStep: 'Write s3://bucket/prefix?endpoint=https://host:port.',
  });
}

import { sha256 } from '../sha256.js';
import type { S3Credentials } from './s3-credentials.js';

export interface S3Request {
  method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  url: string;
  region: string;
  body?: Uint8Array;
}

export interface SignedRequest {
  url: string;
  init: RequestInit;
}

/**
 * Signature version 4 over the request and its content, so that a server takes no damaged upload. What is uploaded carries
 * its SHA-256 as metadata too. Signing is aws4fetch's: it is loaded with the first request.
 */
export async function signRequest(
  { method, url, region, body }: S3Request,
  { accessKeyId, secretAccessKey, sessionToken }: S3Credentials,
): Promise<SignedRequest> {
  const { AwsV4Signer } = await import('aws4fetch');
  const digest = sha256(body ?? '');
  const signer = new AwsV4Signer({
    method,
    url,
    service: 's3',
    region,
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    headers: {
      'x-amz-content-sha256': digest,
      ...(body === undefined ? {} : { 'x-amz-meta-sha256': digest }),
    },
  });
  const signed = await signer.sign();
  return {
    url: signed.url.href,
    init: {
      method,
      headers: signed.headers,
      // A signature holds for one address: another one is an error that says so.
      redirect: 'manual',
      ...(body === undefined ? {} : { body: body as Uint8Array<ArrayBuffer> }),
    },
  };
}

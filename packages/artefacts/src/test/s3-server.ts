import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the server does with a request instead of answering it. */
export type S3Fault = { status: number; body?: string; headers?: Record<string, string> } | 'cut' | 'hang-up';

export interface S3ServerOptions {
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/**
 * GET, HEAD, PUT and DELETE of one bucket on loopback. Every request must carry a signature (version 4), which is computed here anew
 * by the published rules, and content that fits it.
 */
export class S3Server {
  /** By key. */
  readonly objects = new Map<string, { bytes: Buffer; sha256: string | undefined }>();
  /** `METHOD key` of every request, in order. */
  readonly requests: string[] = [];
  /** One for each request to come; then it answers. */
  readonly faults: S3Fault[] = [];
  readonly #options: S3ServerOptions;
  readonly #server = createServer((request, response) => {
    this.#answer(request, response).catch(() => response.destroy());
  });

  constructor(options: S3ServerOptions) {
    this.#options = options;
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const path = decodeURIComponent((request.url ?? '').replace(/\?.*$/, ''));
    const key = path.slice(`/${this.#options.bucket}/`.length);
    this.requests.push(`${request.method} ${key}`);
    const fault = this.faults.shift();
    if (fault === 'hang-up') request.socket.destroy();
    else if (fault === 'cut') {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('too short');
      setImmediate(() => response.destroy());
    } else if (fault !== undefined) {
      response.writeHead(fault.status, fault.headers ?? {}).end(fault.body);
    } else if (!path.startsWith(`/${this.#options.bucket}/`)) this.#refuse(response, 404, 'NoSuchBucket');
    else {
      const problem = this.#signatureProblem(request, body);
      if (problem === undefined) this.#serve(request, response, key, body);
      else this.#refuse(response, 403, problem);
    }
  }

  #serve(request: IncomingMessage, response: ServerResponse, key: string, body: Buffer): void {
    const object = this.objects.get(key);
    if (request.method === 'PUT') {
      const sha256 = request.headers['x-amz-meta-sha256'];
      this.objects.set(key, { bytes: body, sha256: typeof sha256 === 'string' ? sha256 : undefined });
      response.writeHead(200).end();
    } else if (request.method === 'DELETE') {
      this.objects.delete(key);
      response.writeHead(204).end();
    } else if (object === undefined) this.#refuse(response, 404, 'NoSuchKey');
    else {
      response.writeHead(200, {
        'content-length': object.bytes.length,
        ...(object.sha256 === undefined ? {} : { 'x-amz-meta-sha256': object.sha256 }),
      });
      response.end(request.method === 'HEAD' ? undefined : object.bytes);
    }
  }

  /** As S3 says it: with the key id and what was signed. */
  #refuse(response: ServerResponse, status: number, code: string): void {
    const { accessKeyId } = this.#options;
    response.writeHead(status, { 'content-type': 'application/xml' });
    response.end(
      `<Error><Code>${code}</Code><AWSAccessKeyId>${accessKeyId}</AWSAccessKeyId><StringToSign>secret</StringToSign></Error>`,
    );
  }

  #signatureProblem({ method, url, headers }: IncomingMessage, body: Buffer): string | undefined {
    const { accessKeyId, secretAccessKey, sessionToken } = this.#options;
    const found =
      /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
        headers.authorization ?? '',
      );
    if (found === null) return 'AccessDenied';
    const [, id, day, region, names = '', signature] = found as unknown as string[];
    if (id !== accessKeyId) return 'InvalidAccessKeyId';
    if (headers['x-amz-security-token'] !== sessionToken) return 'InvalidToken';
    const contentHash = headers['x-amz-content-sha256'];
    if (contentHash !== sha256(body)) return 'XAmzContentSHA256Mismatch';
    for (const name of ['host', 'x-amz-content-sha256', 'x-amz-date']) {
      if (!names.split(';').includes(name)) return 'AccessDenied';
    }
    const date = String(headers['x-amz-date']);
    const canonical = [
      method,
      // Names are encoded anew: a client may leave "=" as it is.
      decodeURIComponent(url ?? '')
        .split('/')
        .map(encodeURIComponent)
        .join('/'),
      '',
      ...names.split(';').map((name) => `${name}:${String(headers[name]).trim()}`),
      '',
      names,
      contentHash,
    ].join('\n');
    const scope = `${day}/${region}/s3/aws4_request`;
    const text = ['AWS4-HMAC-SHA256', date, scope, sha256(Buffer.from(canonical))].join('\n');
    const signingKey = [day, region, 's3', 'aws4_request'].reduce<Buffer | string>(
      (key, part) => hmac(key, String(part)),
      `AWS4${secretAccessKey}`,
    );
    return hmac(signingKey, text).toString('hex') === signature ? undefined : 'SignatureDoesNotMatch';
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

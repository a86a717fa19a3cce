// A package registry on loopback that knows a few tarballs and nothing else, for installs of what is not published yet.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

/**
 * @param {string[]} tarballs paths of packed packages, each of another name
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function localRegistry(tarballs) {
  const packages = new Map(
    tarballs.map((path) => {
      const manifest = JSON.parse(
        execFileSync('tar', ['-xzOf', path, 'package/package.json'], { encoding: 'utf8' }),
      );
      return [String(manifest.name), { manifest, bytes: readFileSync(path) }];
    }),
  );
  const server = createServer((request, response) => {
    const [name = '', file] = decodeURIComponent(request.url ?? '')
      .slice(1)
      .split('/-/');
    const found = packages.get(name);
    if (found === undefined) {
      response.writeHead(404).end('{}');
    } else if (file !== undefined) {
      response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(found.bytes);
    } else {
      const { manifest, bytes } = found;
      const dist = {
        tarball: `http://${request.headers.host}/${name}/-/package.tgz`,
        integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}`,
      };
      const document = {
        name,
        'dist-tags': { latest: manifest.version },
        versions: { [manifest.version]: { ...manifest, dist } },
      };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
    }
  });
  await /** @type {Promise<void>} */ (new Promise((resolve) => server.listen(0, '127.0.0.1', resolve)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Expected a port of the registry.');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Where the repository is published, as the packages say.
 *
 * @param {string} root of the repository
 * @returns {string} without a slash at its end
 */
export function publishedAt(root) {
  const { repository } = JSON.parse(readFileSync(join(root, 'packages', 'core', 'package.json'), 'utf8'));
  return repository.url.replace(/^git\+|\.git$/g, '');
}

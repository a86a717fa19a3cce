import { ConfigurationError } from '@roro/core';

const part = /^[A-Za-z0-9][A-Za-z0-9._=-]*$/;

/**
 * A path within a store as it was given. What a foreign manifest or index names is a path too, so nothing but plain names passes: it
 * cannot leave the store.
 *
 * @throws ConfigurationError for anything but names of letters, digits, ".", "_", "=" and "-", joined by "/"
 */
export function requireObjectPath(path: string): string {
  if (path.split('/').every((name) => part.test(name))) return path;
  throw new ConfigurationError({
    message: `"${path}" cannot name an artefact: expected names of letters, digits, ".", "_", "=" and "-", joined by "/".`,
    nextStep: 'Choose another name.',
  });
}

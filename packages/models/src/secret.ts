import { ConfigurationError } from '@roro/core';
import { z } from 'zod';

/** A value as it is, or the environment variable that holds it, read at each call. */
export type Secret = string | { environment: string };

export const secretSchema = z.union([z.string(), z.strictObject({ environment: z.string().min(1) })]);

/**
 * @param what names the value in errors, which never show it
 * @throws ConfigurationError where the variable is not set, or the value cannot stand in a header
 */
export function readSecret(modelId: string, what: string, secret: Secret): string {
  const variable = typeof secret === 'string' ? undefined : secret.environment;
  const value = typeof secret === 'string' ? secret : process.env[secret.environment];
  if (value === undefined || value === '') {
    throw new ConfigurationError({
      message: `Model "${modelId}" takes its ${what} from ${variable === undefined ? 'an empty text' : `the environment variable ${variable}, which is not set`}.`,
      nextStep: variable === undefined ? `Leave the ${what} out, or give one.` : `Set ${variable}.`,
    });
  }
  // An error of the network library would quote a value that no header can hold.
  if (/^[\x20-\x7e]+$/.test(value) && value.trim() === value) return value;
  throw new ConfigurationError({
    message: `The ${what} of model "${modelId}" has line breaks, blanks at an end or non-ASCII characters; a header cannot hold it.`,
    nextStep: `Check ${variable ?? 'where it is read from'}.`,
  });
}

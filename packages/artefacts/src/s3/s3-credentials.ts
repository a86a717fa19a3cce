import { ConfigurationError } from '@roro/core';

/** Never printed, kept or sent: requests are signed with them. */
export interface S3Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  /** Of temporary credentials. */
  sessionToken?: string;
}

/** Credentials, or where they come from: asked before every request, so that what expires can be replaced. */
export type S3CredentialSource = S3Credentials | (() => Promise<S3Credentials>);

/** From the variables that every S3 tool reads. Throws ConfigurationError where they are not set. */
export function environmentCredentials(environment: NodeJS.ProcessEnv): S3Credentials {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = environment;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    throw new ConfigurationError({
      message:
        'There are no credentials for s3: URLs: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not both set.',
      nextStep:
        'Set them; `aws configure export-credentials --format env` prints those of a profile or role.',
    });
  }
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
  };
}

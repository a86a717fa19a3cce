import { homedir } from 'node:os';
import { join } from 'node:path';

/** What of the environment matters to data sets. */
export interface DataEnvironment {
  /** Folder of downloads, before everything else. */
  RORO_CACHE?: string | undefined;
  XDG_CACHE_HOME?: string | undefined;
  /** Another address of the Hugging Face hub: a mirror. */
  HF_ENDPOINT?: string | undefined;
  /** Token for data sets whose terms must be accepted. */
  HF_TOKEN?: string | undefined;
}

/** Where downloads are kept: `RORO_CACHE`, else `roro` in the user's cache folder (XDG base directory specification). */
export function cacheFolder({ RORO_CACHE, XDG_CACHE_HOME }: DataEnvironment = process.env): string {
  return RORO_CACHE || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'roro');
}

/** Exit codes of the `roro` command; documented in docs/cli.md. */
export const exitCodes = {
  success: 0,
  /** A defect of roro, or a cause that no other code names. */
  failure: 1,
  /** Wrong arguments or configuration: unknown name, unknown key, value out of range. */
  usage: 2,
  /** A file is missing, corrupt or of another version, or the disk is full. */
  storage: 3,
  /** A model could not be called, or answered against the contract. */
  model: 4,
  /** Stopped with Ctrl-C or SIGTERM; the same command resumes. */
  interrupted: 130,
} as const;

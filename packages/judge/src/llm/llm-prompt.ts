/**
 * The instructions of a role, as data, so that they can be stored, compared and evolved (`evolvePrompt`). What the
 * role is asked about and the form of its answer are added by the code that asks and are no part of the text.
 */
export interface LlmPrompt {
  /** Name of this wording, for readers. What identifies it is the hash of its text. */
  version: string;
  text: string;
}

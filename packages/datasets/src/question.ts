import type { Split } from '@roro/core';

/** A question as a file has it, before it becomes a query. */
export interface Question {
  /** Unique within the file. */
  id: string;
  prompt: string;
  /** Gold answer; of a multiple-choice question the text of the right choice. */
  answer?: string;
  /** In the order of the file; the right one is among them. */
  choices?: readonly string[];
  /** As the file says; absent where it does not. */
  split?: Split;
  /** Where it begins in the file, from 1. */
  line: number;
}

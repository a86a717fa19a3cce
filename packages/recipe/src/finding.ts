/** One thing that `roro doctor` found. */
export interface Finding {
  subject: string;
  /** `note`: works, and could be better. */
  status: 'good' | 'note' | 'bad';
  text: string;
  /** What to do about it, one step a line. */
  nextSteps?: readonly string[];
}

/** Examples of a phase, and how many there are none of for want of a judgement. */
export interface PhaseData<Example> {
  examples: Example[];
  leftOutJudgements: number;
}

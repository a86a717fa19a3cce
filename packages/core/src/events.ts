/** Progress of long work. Libraries emit it, hosts draw it. */
export interface ProgressEvent {
  type: 'progress';
  /** What is being done, for a reader: "rollouts same-family", "bench long". */
  task: string;
  done: number;
  total: number;
  /** Figures worth a line beside the bar. */
  figures?: Record<string, number>;
}

export type ProgressListener = (event: ProgressEvent) => void;

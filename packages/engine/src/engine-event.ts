import type {
  DecisionRecord,
  ProgressEvent,
  Purpose,
  RouterReference,
  StepView,
  Trajectory,
} from '@roro/core';

/** What happens during generation. The engine emits, the host draws. */
export type EngineEvent =
  | {
      type: 'trajectory-start';
      trajectoryId: string;
      queryId: string;
      router: RouterReference;
      sample: number;
    }
  | { type: 'decision'; trajectoryId: string; decision: DecisionRecord }
  /** A model is asked for a step, or for a draft of one (`purpose`). */
  | { type: 'step-start'; trajectoryId: string; stepIndex: number; model: string; purpose: Purpose }
  /** `reused`: the step came from the store, or from a call that another trajectory was already making. */
  | { type: 'step-end'; trajectoryId: string; step: StepView; reused: boolean }
  /**
   * A step stands in the answer for good, in order. In `answer` mode steps are told when their answer is accepted. `failures`:
   * what went wrong on the way to it.
   */
  | { type: 'step-kept'; trajectoryId: string; step: StepView; failures: readonly string[] }
  /** A scorer valued a candidate or a step of the answer. */
  | { type: 'score'; trajectoryId: string; stepIndex: number; scorer: string }
  /** A router or a model failed and another one went on, a model call failed and is retried, or the trajectory gave up. */
  | {
      type: 'failure';
      trajectoryId: string;
      source: 'router' | 'model';
      message: string;
      final: boolean;
      error?: unknown;
    }
  | { type: 'trajectory-end'; trajectory: Trajectory }
  | ProgressEvent;

export type EngineListener = (event: EngineEvent) => void;

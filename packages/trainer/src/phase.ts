import { z } from 'zod';

/** Phases of a round, in their order: Judge first (Rubric-ARM 2602.01511). A phase is named after the role that it trains. */
export const phaseNames = ['judge', 'rubricor'] as const;
export const phaseNameSchema = z.enum(phaseNames);
export type PhaseName = z.infer<typeof phaseNameSchema>;

/** One phase of the alternation. */
export const phaseSchema = z.object({ phase: phaseNameSchema, round: z.int().min(1) });
export type Phase = z.infer<typeof phaseSchema>;

/** Trainers that data sets are written for. */
export const trainerNames = ['trl', 'verl'] as const;
export type TrainerName = (typeof trainerNames)[number];

/** Below 0 where `a` comes before `b`. */
export function comparePhases(a: Phase, b: Phase): number {
  return a.round - b.round || phaseNames.indexOf(a.phase) - phaseNames.indexOf(b.phase);
}

/** Phases of so many rounds, in their order. */
export function phasesOf(rounds: number): Phase[] {
  return Array.from({ length: rounds }, (_, i) =>
    phaseNames.map((phase): Phase => ({ phase, round: i + 1 })),
  ).flat();
}

/** `round-1-judge`: the folder of a phase. */
export function phaseFolder({ phase, round }: Phase): string {
  return `round-${round}-${phase}`;
}

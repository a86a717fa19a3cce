import { ConfigurationError } from '@roro/core';
import { type ExportedPhase, exportPhase } from '@roro/recipe/trainer';
import { withRun } from '../context.js';
import type { OutcomeOptions } from './export-outcomes.js';

interface PhaseOptions {
  for: 'trl' | 'verl';
  phase: 'judge' | 'rubricor';
  round: number;
  config?: string;
  run?: string;
  setting?: string;
}

/** Options of `roro export`, for either of the things that it writes. */
export type ExportOptions = Partial<OutcomeOptions & PhaseOptions>;

/** Options that are about outcomes. */
const outcomesOnly = ['format', 'out', 'router', 'knob', 'seed'] as const;

/** Writes what a phase of the alternation is trained on. */
export async function exportForTrainer(options: ExportOptions): Promise<void> {
  const { phase, round = 0 } = options;
  const foreign = outcomesOnly.find((name) => options[name] !== undefined);
  if (phase === undefined || round < 1 || foreign !== undefined) {
    throw new ConfigurationError({
      message:
        foreign === undefined
          ? '--for needs the phase and its round, from 1.'
          : `--${foreign} does not go with --for, which writes to the run's folder.`,
      nextStep: 'For example: roro export --for trl --phase judge --round 1.',
    });
  }
  const { config, run, setting } = options;
  await withRun(
    { ...(config === undefined ? {} : { config }), ...(run === undefined ? {} : { run }) },
    `export --for ${options.for} --phase ${phase} --round ${round}`,
    async (context, output) => {
      const exported = await exportPhase(context, {
        trainer: options.for as PhaseOptions['for'],
        phase,
        round,
        ...(setting === undefined ? {} : { setting }),
      });
      output.result(exported, describePhase(exported));
    },
  );
}

function describePhase({ folder, files, manifest }: ExportedPhase): string {
  const { phase, round, examples, leftOut, rubricor, judge } = manifest;
  const missing = [
    ...(leftOut.rubrics === 0 ? [] : [`${leftOut.rubrics} queries have no rubric`]),
    ...(leftOut.judgements === 0 ? [] : [`${leftOut.judgements} sides have no judgement`]),
  ];
  return [
    `Round ${round}, phase ${phase}: ${examples.train} examples, ${examples.validation} for validation.`,
    `Frozen: rubricor ${rubricor.id} ${rubricor.version}, judge ${judge.id} ${judge.version}.`,
    ...(missing.length === 0 ? [] : [`Left out: ${missing.join(', ')}.`]),
    ...files,
    '',
    'Serve its rewards while it is trained on:',
    `  roro rewards serve --data ${folder}`,
  ].join('\n');
}

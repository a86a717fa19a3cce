import type { ProgressEvent, ProgressListener } from '@roro/core';
import { SingleBar } from 'cli-progress';
import type { Output } from './output.js';

function seconds(value: number): string {
  const rounded = Math.round(value);
  return rounded < 60
    ? `${rounded} s`
    : `${Math.floor(rounded / 60)} min ${String(rounded % 60).padStart(2, '0')} s`;
}

/** Estimated time left, from the pace since the first event of the task; undefined before there is one. */
export function timeLeft(done: number, total: number, elapsedSeconds: number): number | undefined {
  if (done <= 0 || elapsedSeconds <= 0) return undefined;
  return ((total - done) * elapsedSeconds) / done;
}

function figureText(figures: ProgressEvent['figures']): string {
  return Object.entries(figures ?? {})
    .map(
      ([name, value]) =>
        `${name} ${Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3))}`,
    )
    .join('  ');
}

/**
 * Draws progress events: a bar with the estimated time left on a terminal, a line every ten seconds elsewhere.
 * Call `stop()` before printing anything else.
 */
export function createProgress(output: Output): { listener: ProgressListener; stop: () => void } {
  const interactive = process.stderr.isTTY === true;
  let task: string | undefined;
  let bar: SingleBar | undefined;
  let startedAt = 0;
  let startedFrom = 0;
  let printedAt = 0;
  /** Of the last event: what comes after it and reports nothing is not the task's. */
  let heardAt = 0;

  const stop = (): void => {
    bar?.stop();
    bar = undefined;
    const taken = heardAt - startedAt;
    // Stages walk again through what earlier ones have kept, which takes no time worth a line.
    if (task !== undefined && !interactive && !output.json && !output.quiet && taken >= 500) {
      output.note(`  ${task}: done in ${seconds(taken / 1000)}`);
    }
    task = undefined;
  };

  const listener: ProgressListener = (event) => {
    if (output.json || output.quiet) return;
    const now = Date.now();
    if (event.task !== task) {
      stop();
      task = event.task;
      startedAt = now;
      startedFrom = event.done;
      printedAt = now;
      if (interactive) {
        bar = new SingleBar({
          format: '  {task} {bar} {percentage}% | {value}/{total} | {left} {figures}',
          hideCursor: true,
          barsize: 24,
          stream: process.stderr,
          fps: 8,
          clearOnComplete: false,
        });
        bar.start(event.total, event.done, { task: event.task, left: '', figures: '' });
      }
    }
    heardAt = now;
    const left = timeLeft(event.done - startedFrom, event.total - startedFrom, (now - startedAt) / 1000);
    const leftText =
      left === undefined
        ? ''
        : event.done >= event.total
          ? seconds((now - startedAt) / 1000)
          : `${seconds(left)} left`;
    if (bar !== undefined) {
      bar.setTotal(event.total);
      bar.update(event.done, { task: event.task, left: leftText, figures: figureText(event.figures) });
    } else if (now - printedAt >= 10_000) {
      printedAt = now;
      output.note(
        `  ${event.task}: ${event.done}/${event.total}  ${leftText}  ${figureText(event.figures)}`.trimEnd(),
      );
    }
  };
  return { listener, stop };
}

export interface ScheduleOptions {
  /** Learning rate at the end of the warm-up. */
  peak: number;
  /** Updates in all. */
  updates: number;
  /** Updates over which the rate rises linearly from peak/warmup. Default: 0. */
  warmup?: number;
  /** Share of the peak that is left at the end of the cosine. Default: 0.1. */
  floor?: number;
}

/** Learning rate of update `update` (0-based): linear warm-up times a cosine from the peak to `floor`·peak. */
export function warmupCosine(
  { peak, updates, warmup = 0, floor = 0.1 }: ScheduleOptions,
  update: number,
): number {
  const rise = warmup === 0 ? 1 : Math.min(1, (update + 1) / warmup);
  const fall = floor + (1 - floor) * 0.5 * (1 + Math.cos((Math.PI * Math.min(update, updates)) / updates));
  return peak * rise * fall;
}

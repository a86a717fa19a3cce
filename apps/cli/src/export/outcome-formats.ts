/** Forms of outcomes that other tools read. */
export const outcomeFormats = ['csv', 'parquet', 'routerarena', 'routerbench'] as const;
export type OutcomeFormat = (typeof outcomeFormats)[number];

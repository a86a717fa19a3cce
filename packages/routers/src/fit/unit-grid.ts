/** 0, 0.05, …, 1: what the routing papers sweep a threshold on a probability over. */
export const unitGrid: readonly number[] = Array.from({ length: 21 }, (_, index) => index / 20);

/** A threshold that no probability or score in [0, 1] reaches. */
export const aboveOne = 1.01;

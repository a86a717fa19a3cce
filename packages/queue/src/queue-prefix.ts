/** All keys of ours in Redis begin with it. */
export const queuePrefix = 'roro';

// What `fast-check` is in the tests: the same, with a seed, so that a run of the suite repeats.
import fc from '../node_modules/fast-check/lib/fast-check.js';

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 1 });

export * from '../node_modules/fast-check/lib/fast-check.js';
export default fc;

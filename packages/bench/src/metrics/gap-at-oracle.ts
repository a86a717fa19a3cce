import { isMoreAccurate } from './is-more-accurate.js';

/**
 * Gap@Oracle (LLMRouterBench 2601.07206 § 3): what is missing to an oracle that gives every query to a model that
 * answers it right, 1 − r / r_oracle; 0 is the oracle. Below 0 where a router does what no single model can: a stepwise
 * router may answer what every model alone gets wrong. Undefined where the oracle answers nothing right.
 */
export function gapAtOracle(accuracy: number, oracle: number): number | undefined {
  return isMoreAccurate(oracle, 0) ? 1 - accuracy / oracle : undefined;
}

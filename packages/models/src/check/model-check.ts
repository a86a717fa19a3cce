/** `unknown`: the server did not say, or the model's answer does not show it. */
export type Verdict = 'yes' | 'no' | 'unknown';

export const checkedFeatures = [
  'reachable',
  'model listed',
  'chat',
  'prefix continuation',
  'thinking in prefixes',
  'stop strings',
  'stop strings reported',
  'log-probabilities',
  'prompt log-probabilities',
  'seed',
  'usage',
  'streaming',
  'usage in streams',
  'context limit',
] as const;
export type CheckedFeature = (typeof checkedFeatures)[number];

export interface FeatureCheck {
  feature: CheckedFeature;
  verdict: Verdict;
  /** What was seen. */
  note?: string;
  /** What to do about it. */
  advice?: string;
}

export interface ModelCheck {
  /** Id in the pool where the member has one, else the server's name of the model. */
  model: string;
  /** One a feature, in the order of `checkedFeatures`. */
  features: FeatureCheck[];
}

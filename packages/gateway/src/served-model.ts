import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { Price } from '@roro/core';

/** A model as the gateway offers it. */
export interface ServedModel {
  /** Name that clients use. */
  id: string;
  model: LanguageModelV4;
  /** Unix seconds, default 0: unknown. */
  created?: number;
  /** Default `roro`. */
  ownedBy?: string;
  /** What its tokens cost, where it does not tell the cost of an answer itself, as routed models do; default unknown. */
  price?: Price;
  /** Further fields of its entry in `/v1/models`, such as `parameters` and `fingerprint`. */
  fields?: Record<string, unknown>;
}

/** What the gateway serves. */
export interface ServedModels {
  /** What `/v1/models` lists. */
  list(): readonly ServedModel[];
  /**
   * The model of a name, which need not be listed: a name may carry a policy (`roro/entropy-threshold@cost=0.4`).
   * Undefined for a name that nothing has.
   *
   * @throws ConfigurationError for a name of the right form whose policy cannot be had; the client sees its message
   */
  find(id: string): ServedModel | undefined;
}

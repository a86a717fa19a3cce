import type { LanguageModelV4Usage } from '@ai-sdk/provider';
import { GenerationError, type RoutingTrace } from '@roro/core';

/** A routed answer that could not be finished, and what it has cost. */
export class RoutedAnswerError extends GenerationError {
  readonly usage: LanguageModelV4Usage;
  readonly routing: RoutingTrace;

  constructor(options: {
    model: string;
    message: string;
    usage: LanguageModelV4Usage;
    routing: RoutingTrace;
    cause?: unknown;
  }) {
    super(options);
    this.usage = options.usage;
    this.routing = options.routing;
  }
}

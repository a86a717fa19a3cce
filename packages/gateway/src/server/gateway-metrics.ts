import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { RequestUsage } from '../openai/gateway-answer.js';
import type { ServedModels } from '../served-model.js';
import type { RequestRecord } from './request-record.js';

const secondsBuckets = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 600];

export interface GatewayMetricsOptions {
  models: ServedModels;
  /** Requests for models in flight. */
  requestsInFlight: () => number;
}

/**
 * What `/metrics` says. Labels are bounded: routes are patterns, and a model is one that is listed, one of a pool, or
 * `other`, since a name may carry a policy and names of policies do not end.
 */
export class GatewayMetrics {
  readonly #registry = new Registry();
  readonly #models: ServedModels;
  readonly #requests: Counter<'route' | 'status'>;
  readonly #seconds: Histogram<'route'>;
  readonly #firstEvent: Histogram;
  readonly #tokens: Counter<'model' | 'kind'>;
  readonly #steps: Counter<'model'>;
  readonly #costShare: Histogram<'model'>;

  constructor({ models, requestsInFlight }: GatewayMetricsOptions) {
    this.#models = models;
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#requests = new Counter({
      name: 'roro_gateway_requests_total',
      help: 'Requests by route and HTTP status; 499: the client left first.',
      labelNames: ['route', 'status'],
      registers,
    });
    this.#seconds = new Histogram({
      name: 'roro_gateway_request_seconds',
      help: 'From the headers of a request to the end of its answer.',
      labelNames: ['route'],
      buckets: secondsBuckets,
      registers,
    });
    this.#firstEvent = new Histogram({
      name: 'roro_gateway_first_event_seconds',
      help: 'From the headers of a request to the first event of its stream.',
      buckets: secondsBuckets,
      registers,
    });
    this.#tokens = new Counter({
      name: 'roro_gateway_model_tokens_total',
      help: 'Tokens by model that read or generated them: models of the pool where the answer was routed.',
      labelNames: ['model', 'kind'],
      registers,
    });
    this.#steps = new Counter({
      name: 'roro_gateway_routed_steps_total',
      help: 'Steps of routed answers by model of the pool.',
      labelNames: ['model'],
      registers,
    });
    this.#costShare = new Histogram({
      name: 'roro_gateway_cost_share',
      help: 'Cost of a routed answer against the dearest model writing it alone, by served model.',
      labelNames: ['model'],
      buckets: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.5],
      registers,
    });
    new Gauge({
      name: 'roro_gateway_requests_in_flight',
      help: 'Requests for models in flight.',
      registers,
      collect() {
        this.set(requestsInFlight());
      },
    });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Text in Prometheus' format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  count({ route, status, seconds, firstEventSeconds }: RequestRecord, usage: RequestUsage | undefined): void {
    this.#requests.inc({ route, status });
    this.#seconds.observe({ route }, seconds);
    if (firstEventSeconds !== undefined) this.#firstEvent.observe(firstEventSeconds);
    if (usage !== undefined) this.#countUsage(usage);
  }

  #countUsage({ model: name, promptTokens = 0, completionTokens = 0, routing }: RequestUsage): void {
    const model = this.#models.list().some(({ id }) => id === name) ? name : 'other';
    if (routing === undefined) {
      this.#countTokens(model, promptTokens, completionTokens);
      return;
    }
    for (const [id, { prefill, cached, generated }] of Object.entries(routing.cost.tokens)) {
      this.#countTokens(id, prefill + cached, generated);
    }
    for (const step of routing.steps) this.#steps.inc({ model: step.model });
    if (routing.costShare !== undefined) this.#costShare.observe({ model }, routing.costShare);
  }

  #countTokens(model: string, prompt: number, generated: number): void {
    this.#tokens.inc({ model, kind: 'prompt' }, prompt);
    this.#tokens.inc({ model, kind: 'generated' }, generated);
  }
}

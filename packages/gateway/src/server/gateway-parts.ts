import type { Admission } from './admission.js';
import type { GatewayMetrics } from './gateway-metrics.js';
import type { GatewayLimits, GatewayOptions } from './gateway-options.js';
import type { OpenRequests } from './open-requests.js';

/** What the hooks and routes of one gateway share. */
export interface GatewayParts {
  options: GatewayOptions;
  limits: GatewayLimits;
  admission: Admission;
  metrics: GatewayMetrics;
  requests: OpenRequests;
}

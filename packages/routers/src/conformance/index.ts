export type { ConformanceCheck } from '@roro/core/test';
export type { PoolSize } from './conformance-pool.js';
export { type ExampleFittingDataOptions, exampleFittingData } from './example-fitting-data.js';
export { type RouterChecksOptions, routerChecks } from './router-checks.js';

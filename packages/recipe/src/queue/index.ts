export { type ConnectWorkersOptions, connectWorkers, type WorkersConnection } from './connect-workers.js';
export { type RunWorkerOptions, runWorker, type WorkerFigures } from './run-worker.js';
export type { Workers } from './workers.js';

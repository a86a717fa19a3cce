import { parseConfig } from '@roro/recipe';
import { runWorker } from '@roro/recipe/queue';
import { simulatedConfig } from './simulated-config.js';

/** A worker whose jobs go to others two seconds after it died, so that a test need not wait for long: `<url> <name> <call file>`. */
const [url = '', name = '', callFile] = process.argv.slice(2);
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
await runWorker({
  config: parseConfig(simulatedConfig({ seconds: 0.03, queries: 30, callFile })),
  url,
  name,
  concurrency: 4,
  lockSeconds: 2,
  signal: stop.signal,
  onNote: (text) => process.stderr.write(`${text}\n`),
  onStart: () => process.stderr.write('ready\n'),
});

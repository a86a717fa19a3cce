// What the processes of the measurements run with. They read from the environment what the measurement sets.
import { simulatedConfig } from '../../src/test/simulated-config.ts';

const { BENCH_CALL_SECONDS = '0.5', BENCH_QUERIES = '200', BENCH_CALL_FILE: callFile } = process.env;

export default simulatedConfig({
  seconds: Number(BENCH_CALL_SECONDS),
  queries: Number(BENCH_QUERIES),
  callFile,
});
